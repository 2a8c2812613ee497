package retrain.jenkins.step;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import retrain.jenkins.agent.RunnerInstallation;

/** A small model of a few hundred rows, and the runner as a tool of Jenkins. */
final class Bench {
    private Bench() {}

    /** Unpacks the runner of the default build into a folder, and names it "built". */
    static void install(Path folder) throws IOException {
        Path home = unpacked(Path.of(System.getProperty("retrain.runner")), folder);
        Jenkins.get()
                .getDescriptorByType(RunnerInstallation.DescriptorImpl.class)
                .setInstallations(new RunnerInstallation("built", home.toString(), List.of()));
    }

    private static Path unpacked(Path zip, Path folder) throws IOException {
        Path script = folder;
        try (FileSystem packed = FileSystems.newFileSystem(zip);
                Stream<Path> files = Files.walk(packed.getPath("/"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = folder.resolve(file.toString().substring(1));
                Files.createDirectories(target.getParent());
                if (Files.notExists(target)) {
                    Files.copy(file, target);
                }
                if (target.endsWith(Path.of("bin", "retrain"))) {
                    target.toFile().setExecutable(true);
                    script = target;
                }
            }
        }
        return script.getParent().getParent();
    }

    /** {@return a job whose script runs in a folder with a spec, with so many rounds of training} */
    static WorkflowJob job(int rounds, String gate, String script) throws Exception {
        WorkflowJob job = Jenkins.get().createProject(WorkflowJob.class, "model-" + Jenkins.get().getItems().size());
        job.setDefinition(new CpsFlowDefinition(
                "node('agent') {\n  writeFile file: 'rows.csv', text: '''" + rows() + "'''\n  writeFile file: 'retrain.yaml', text: '''"
                        + spec(rounds, gate) + "'''\n" + script + "\n}\n",
                true));
        return job;
    }

    private static String rows() {
        Random random = new Random(1);
        StringBuilder rows = new StringBuilder("id,x,late\n");
        for (int i = 0; i < 400; i++) {
            double x = random.nextGaussian();
            rows.append(String.format(Locale.ROOT, "%d,%.3f,%d%n", i, x, x + random.nextGaussian() > 0 ? 1 : 0));
        }
        return rows.toString();
    }

    private static String spec(int rounds, String gate) {
        return """
                model: small
                task: binary
                target: late
                data: {sources: {rows: rows.csv}, key: [id], holdout: {fraction: 0.3}}
                train: {xgboost: {rounds: %d}, threads: 1}
                evaluate: {metrics: [auc]}
                gates: [{metric: auc, %s}]
                """.formatted(rounds, gate);
    }
}
