package retrain.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import retrain.spec.ScriptSpec;
import retrain.train.Trainer.TrainingJob;

/**
 * What a training program is told, in the words of SageMaker's training toolkit (its ENVIRONMENT_VARIABLES.md): environment, arguments
 * and the files of {@code input/config}. One host, named as SageMaker names the first one.
 */
final class ScriptEnvironment {
    private static final String HOST = "algo-1";
    private static final String INTERFACE = "lo";
    private static final int LOG_LEVEL_INFO = 20;
    private static final Path GPUS = Path.of("/proc/driver/nvidia/gpus");

    private final TrainingJob job;
    private final ScriptSpec script;
    private final ScriptFolders folders;
    private final List<String> channels;

    ScriptEnvironment(TrainingJob job, ScriptSpec script, ScriptFolders folders, List<String> channels) {
        this.job = job;
        this.script = script;
        this.folders = folders;
        this.channels = channels.stream().sorted().toList();
    }

    /** {@return the hyperparameters as arguments: {@code --name value}, {@code -n value} if the name is one letter; sorted} */
    static List<String> arguments(Map<String, Object> hyperparameters) {
        List<String> arguments = new ArrayList<>();
        new TreeMap<>(hyperparameters).forEach((name, value) -> {
            arguments.add((name.length() > 1 ? "--" : "-") + name);
            arguments.add(argument(value));
        });
        return arguments;
    }

    /** The toolkit's arguments are Python's texts of the values. */
    private static String argument(@Nullable Object value) {
        if (value instanceof Boolean b) {
            return b ? "True" : "False";
        }
        return text(value);
    }

    /** {@return the value as it stands in {@code hyperparameters.json} and {@code SM_HP_<NAME>}: texts as they are, others as JSON} */
    static String text(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        return value instanceof String text ? text : ForeignJson.write(value);
    }

    /** {@return all variables of the program} */
    Map<String, String> variables(Map<String, String> inherited) {
        Map<String, String> variables = new TreeMap<>(inherited);
        variables.put("SAGEMAKER_BASE_DIR", folders.ml().toString());
        variables.put("TRAINING_JOB_NAME", job.name());
        if (job.spec().train().threads() > 0) {
            variables.put("OMP_NUM_THREADS", Integer.toString(cpus()));
        }
        channels.forEach(channel -> variables.put(
                "SM_CHANNEL_" + channel.toUpperCase(Locale.ROOT),
                folders.channel(channel).toString()));
        script.hyperparameters()
                .forEach((name, value) -> variables.put("SM_HP_" + name.toUpperCase(Locale.ROOT), text(value)));
        facts().forEach((name, value) -> variables.put("SM_" + name.toUpperCase(Locale.ROOT), text(value)));
        variables.put("SM_CHANNELS", ForeignJson.write(channels));
        variables.put("SM_HPS", ForeignJson.write(script.hyperparameters()));
        variables.put("SM_USER_ARGS", ForeignJson.write(arguments(script.hyperparameters())));
        variables.put("SM_USER_ENTRY_POINT", entryPoint());
        variables.put("SM_FRAMEWORK_PARAMS", "{}");
        variables.put("SM_TRAINING_ENV", ForeignJson.write(trainingEnvironment()));
        return variables;
    }

    private String entryPoint() {
        return script.command().get(script.command().size() - 1);
    }

    /** What is both a variable of its own and a part of SM_TRAINING_ENV. */
    private Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("current_host", HOST);
        facts.put("current_instance_type", "local");
        facts.put("hosts", List.of(HOST));
        facts.put("input_config_dir", folders.config().toString());
        facts.put("input_data_config", dataConfig());
        facts.put("input_dir", folders.input().toString());
        facts.put("log_level", LOG_LEVEL_INFO);
        facts.put("model_dir", folders.model().toString());
        facts.put("module_dir", folders.code().toString());
        facts.put("module_name", entryPoint());
        facts.put("network_interface_name", INTERFACE);
        facts.put("num_cpus", cpus());
        facts.put("num_gpus", gpus());
        facts.put("output_data_dir", folders.outputData().toString());
        facts.put("output_dir", folders.output().toString());
        facts.put("output_intermediate_dir", folders.intermediate().toString());
        facts.put("resource_config", resources());
        return facts;
    }

    private Map<String, Object> trainingEnvironment() {
        Map<String, Object> all = new LinkedHashMap<>(facts());
        Map<String, String> inputs = new LinkedHashMap<>();
        channels.forEach(channel -> inputs.put(channel, folders.channel(channel).toString()));
        all.put("channel_input_dirs", inputs);
        all.put("hyperparameters", script.hyperparameters());
        all.put("is_master", true);
        all.put("job_name", job.name());
        all.put("user_entry_point", entryPoint());
        return all;
    }

    private Map<String, Object> dataConfig() {
        Map<String, Object> config = new LinkedHashMap<>();
        String type = script.format() == ScriptSpec.Format.CSV ? "text/csv" : "application/x-parquet";
        for (String channel : channels) {
            config.put(
                    channel,
                    Map.of(
                            "ContentType",
                            channel.equals(ScriptChannels.MODEL) ? "application/x-sagemaker-model" : type,
                            "RecordWrapperType",
                            "None",
                            "S3DistributionType",
                            "FullyReplicated",
                            "TrainingInputMode",
                            "File"));
        }
        return config;
    }

    private static Map<String, Object> resources() {
        return Map.of("current_host", HOST, "hosts", List.of(HOST), "network_interface_name", INTERFACE);
    }

    /** Writes the files of {@code input/config}; as SageMaker does, every hyperparameter is a text there. */
    void write() throws IOException {
        Map<String, String> texts = new TreeMap<>();
        script.hyperparameters().forEach((name, value) -> texts.put(name, text(value)));
        Files.writeString(folders.config().resolve("hyperparameters.json"), ForeignJson.write(texts));
        Files.writeString(folders.config().resolve("inputdataconfig.json"), ForeignJson.write(dataConfig()));
        Files.writeString(folders.config().resolve("resourceconfig.json"), ForeignJson.write(resources()));
    }

    private int cpus() {
        int asked = job.spec().train().threads();
        return asked > 0 ? asked : Runtime.getRuntime().availableProcessors();
    }

    private static int gpus() {
        if (!Files.isDirectory(GPUS)) {
            return 0;
        }
        try (Stream<Path> found = Files.list(GPUS)) {
            return (int) found.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
