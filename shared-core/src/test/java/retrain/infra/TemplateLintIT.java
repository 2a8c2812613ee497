package retrain.infra;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The templates of all kinds of plans, before the eyes of cfn-lint and checkov. */
class TemplateLintIT {
    @TempDir
    Path folder;

    @Test
    void shouldPassCfnLintWithoutAWarning() throws IOException, InterruptedException {
        Path templates = write();
        int delivery = 0;
        for (Plan plan : DeliveryTest.plans()) {
            write(plan, templates.resolve("delivery-" + ++delivery + ".yaml"));
        }
        List<String> names = new ArrayList<>();
        try (var files = Files.list(templates)) {
            files.sorted().forEach(file -> names.add(file.getFileName().toString()));
        }
        names.add(0, "--");
        names.add(0, "us-east-1");
        names.add(0, "--regions");

        Linter.accept("retrain.cfn-lint", templates, names.toArray(String[]::new));
    }

    @Test
    void shouldLeaveNoFindingOfCheckovWithoutAReason() throws IOException, InterruptedException {
        Linter.accept(
                "retrain.checkov",
                write(),
                "--directory",
                ".",
                "--framework",
                "cloudformation",
                "--skip-download",
                "--compact",
                "--quiet");
    }

    private Path write() throws IOException {
        Path templates = Files.createDirectories(folder.resolve("templates"));
        for (Map.Entry<String, Plan> plan : InfraPlans.all(folder).entrySet()) {
            write(plan.getValue(), templates.resolve(plan.getKey() + ".yaml"));
        }
        return templates;
    }

    private static void write(Plan plan, Path template) throws IOException {
        Files.writeString(template, Template.file(plan).content());
    }
}
