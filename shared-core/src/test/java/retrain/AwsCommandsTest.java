package retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The commands of AWS's command line in the documentation are such: that command line itself takes them, with their parameters and files, up to
 * the request, which nobody answers. One that is only named, without a parameter, has a skeleton.
 */
class AwsCommandsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** A line of its own, or a piece in a line. */
    private static final Pattern COMMAND = Pattern.compile("(?m)^ *(aws [a-z].*)$|`(aws [a-z0-9-]+ [a-z0-9-]+[^`]*)`");

    private static final Pattern PLACEHOLDER = Pattern.compile("<[a-z-]+>|…");

    /** A command, and where it stands. */
    private record Command(String page, String text) {
        boolean isNamedOnly() {
            return !text.contains(" --") && !text.startsWith("aws s3 ");
        }

        String toRun() {
            String whole = PLACEHOLDER
                    .matcher(text)
                    .replaceAll("placeholder")
                    .replace("file://target/retrain/", "file://shared-core/src/test/resources/golden/report/");
            return isNamedOnly() ? whole + " --generate-cli-skeleton" : whole;
        }
    }

    @Test
    void shouldBeTakenByTheCommandLineOfAws() throws IOException, InterruptedException {
        String python = System.getProperty("retrain.awscli", "");
        if (python.isEmpty()) {
            System.out.println(
                    "Skipped: the commands of AWS in the docs; name a Python with awscli by -Dretrain.awscli=<path>");
        }
        assumeTrue(!python.isEmpty(), "no awscli");
        List<Command> commands = commands();
        List<Command> offenders = List.of(
                new Command("canary", "aws iam create-role --role-nam x"),
                new Command("canary", "aws glue delete-jop"),
                new Command("canary", "aws events put-events --entries '[{\"Sorce\": \"x\"}]'"));

        assertThat(refused(python, commands)).isEmpty();
        assertThat(refused(python, offenders)).hasSameSizeAs(offenders);
    }

    private static List<String> refused(String python, List<Command> commands)
            throws IOException, InterruptedException {
        JsonNode results = run(python, commands);
        assertThat(results).hasSameSizeAs(commands);
        List<String> refused = new ArrayList<>();
        for (int i = 0; i < commands.size(); i++) {
            Command command = commands.get(i);
            String said = results.get(i).get(1).asText();
            boolean taken = command.isNamedOnly()
                    ? results.get(i).get(0).asInt() == 0
                    : said.contains("Could not connect to the endpoint URL");
            if (!taken) {
                refused.add(command.page() + ": " + command.text() + "\n" + said);
            }
        }
        return refused;
    }

    /** Even without the command line, nobody may think that there is nothing to look at. */
    @Test
    void shouldFindTheCommands() throws IOException {
        assertThat(commands())
                .extracting(Command::text)
                .contains(
                        "aws s3 mb s3://my-bucket",
                        "aws sts get-caller-identity",
                        "aws glue delete-job",
                        "aws sagemaker delete-endpoint --endpoint-name flight-delay")
                .hasSizeGreaterThan(15);
    }

    private static List<Command> commands() throws IOException {
        List<Command> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
            for (Path page :
                    files.filter(f -> f.toString().endsWith(".md")).sorted().toList()) {
                Matcher command = COMMAND.matcher(Files.readString(page));
                while (command.find()) {
                    String text = command.group(1) == null ? command.group(2) : command.group(1);
                    found.add(new Command(ROOT.relativize(page).toString(), text.strip()));
                }
            }
        }
        return found;
    }

    /** They are given in the project's folder. */
    private static JsonNode run(String python, List<Command> commands) throws IOException, InterruptedException {
        ObjectMapper json = new ObjectMapper();
        Process process = new ProcessBuilder(
                        python,
                        Path.of("src/test/python/aws_commands.py")
                                .toAbsolutePath()
                                .toString())
                .directory(ROOT.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (OutputStream in = process.getOutputStream()) {
            json.writeValue(in, commands.stream().map(Command::toRun).toList());
        }
        JsonNode results = json.readTree(process.getInputStream());
        assertThat(process.waitFor()).isZero();
        return results;
    }
}
