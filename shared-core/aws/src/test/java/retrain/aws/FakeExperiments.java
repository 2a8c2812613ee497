package retrain.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import retrain.aws.AwsServer.Refused;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/** Experiments of SageMaker: their trials, and the components of these, by names that there can be once. */
final class FakeExperiments {
    private static final String ARN = "arn:aws:sagemaker:us-east-1:123456789012:";

    private final Map<String, List<String>> experiments = new TreeMap<>();
    private final Map<String, TreeSet<String>> trials = new TreeMap<>();
    private final Map<String, JsonNode> components = new TreeMap<>();

    FakeExperiments(AwsServer server) {
        on(server, "CreateExperiment", this::createExperiment);
        on(server, "CreateTrial", this::createTrial);
        on(server, "CreateTrialComponent", this::createComponent);
        on(server, "AssociateTrialComponent", this::associate);
    }

    private void on(AwsServer server, String call, AwsServer.Handler handler) {
        server.on("SageMaker." + call, request -> {
            synchronized (experiments) {
                return handler.answer(request);
            }
        });
    }

    /** {@return the trials of an experiment} */
    List<String> trials(String experiment) {
        synchronized (experiments) {
            return List.copyOf(experiments.getOrDefault(experiment, List.of()));
        }
    }

    /** {@return the components of a trial} */
    List<String> components(String trial) {
        synchronized (experiments) {
            return List.copyOf(trials.getOrDefault(trial, new TreeSet<>()));
        }
    }

    /** {@return the request that made a component} */
    JsonNode component(String name) {
        synchronized (experiments) {
            return Optional.ofNullable(components.get(name)).orElseThrow();
        }
    }

    private Object createExperiment(JsonNode request) {
        String name = text(request, "ExperimentName");
        unique("Experiment", name, experiments.containsKey(name));
        experiments.put(name, new ArrayList<>());
        return Map.of("ExperimentArn", ARN + "experiment/" + name);
    }

    private Object createTrial(JsonNode request) {
        List<String> experiment = experiments.get(text(request, "ExperimentName"));
        if (experiment == null) {
            throw new Refused(400, "ResourceNotFound", "Experiment does not exist.");
        }
        String name = text(request, "TrialName");
        unique("Trial", name, trials.containsKey(name));
        experiment.add(name);
        trials.put(name, new TreeSet<>());
        return Map.of("TrialArn", ARN + "experiment-trial/" + name);
    }

    private Object createComponent(JsonNode request) {
        String name = text(request, "TrialComponentName");
        unique("TrialComponent", name, components.containsKey(name));
        components.put(name, request);
        return Map.of("TrialComponentArn", ARN + "experiment-trial-component/" + name);
    }

    private Object associate(JsonNode request) {
        String component = text(request, "TrialComponentName");
        TreeSet<String> trial = trials.get(text(request, "TrialName"));
        if (trial == null || !components.containsKey(component)) {
            throw new Refused(400, "ResourceNotFound", "Trial or trial component does not exist.");
        }
        trial.add(component);
        return Map.of("TrialComponentArn", ARN + "experiment-trial-component/" + component);
    }

    private static void unique(String kind, String name, boolean there) {
        if (there) {
            throw new Refused(
                    400,
                    "ValidationException",
                    kind + " names must be unique within an AWS account and region. " + kind + " with name (" + name
                            + ") already exists.");
        }
    }

    private static String text(JsonNode request, String field) {
        return request.field(field)
                .map(JsonNode::text)
                .orElseThrow(() -> new Refused(400, "ValidationException", field + " must be there"));
    }
}
