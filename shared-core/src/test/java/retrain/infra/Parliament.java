package retrain.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** A linter of policies that knows each action of AWS, its resources and conditions: {@code parliament} of PyPI. */
final class Parliament {
    private static final AtomicBoolean SAID = new AtomicBoolean();

    /** What its copy of AWS's reference says otherwise than AWS: the rest of a finding, and why it is none. */
    private static final Map<String, String> KNOWN = Map.of(
            "'states:ListExecutions', 'required_format': 'arn:*:states:*:*:mapRun:*/*:*'",
            "executions are listed of a state machine or of a run of a map, not of both",
            "'states:DescribeExecution', 'required_format': 'arn:*:states:*:*:express:*:*:*'",
            "an execution is of a standard state machine or of an express one",
            "'sagemaker:AddAssociation', 'required_format': 'arn:*:sagemaker:*:*:context/*'",
            "an association is of any two entities; ours are of artifacts and actions",
            "Unknown condition kms:ResourceAliases for action kms:",
            "the guide of KMS lets it be asked of every action on a key, in policies of roles");

    private Parliament() {}

    /** {@return what it finds in the policies of a folder, a line each; without it the test is skipped, and the build says so once} */
    static List<String> findings(Path folder) throws IOException, InterruptedException {
        String program = System.getProperty("retrain.parliament", "");
        if (program.isEmpty() && SAID.compareAndSet(false, true)) {
            System.out.println("Skipped: the linter of policies; name it with -Dretrain.parliament=<path>");
        }
        assumeTrue(!program.isEmpty(), "no parliament");
        Process process = new ProcessBuilder(
                        program,
                        "--directory",
                        folder.toString(),
                        "--include_policy_extension",
                        "json",
                        "--minimum_severity",
                        "LOW")
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        assertThat(exit).as(said).isIn(0, 1);
        return said.lines()
                .filter(line -> KNOWN.keySet().stream().noneMatch(line::contains))
                .toList();
    }
}
