package retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import retrain.spec.SpecReader;

/** What the documentation shows is true: each piece of retrain.yaml can be read, each link leads somewhere. */
class DocsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\\n(.*?)^```");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(#[^)]*)?\\)");
    private static final Pattern TOP = Pattern.compile("(?m)^(\\w+):");

    @TempDir
    Path temp;

    /** A page of the documentation, or a piece of one. */
    record Piece(Path page, String text) {
        @Override
        public String toString() {
            return ROOT.relativize(page) + ": " + text.lines().findFirst().orElse("");
        }
    }

    @ParameterizedTest
    @MethodSource("specs")
    void shouldReadEverySpecOfTheDocs(Piece piece) throws IOException {
        Path config = temp.resolve("retrain.yaml");
        boolean whole = piece.text().contains("model:") && piece.text().contains("task:");
        Files.writeString(config, whole ? piece.text() : completed(piece.text()));
        assertThatCode(() -> SpecReader.read(config, whole ? Optional.empty() : Optional.of("piece"), ""))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void shouldLinkToWhatIsThere(Piece page) {
        Matcher link = LINK.matcher(page.text());
        while (link.find()) {
            if (!link.group(1).contains("://")) {
                assertThat(page.page().resolveSibling(link.group(1)).normalize())
                        .exists();
            }
        }
    }

    /** What a stack deploys to. */
    private static final String SERVED =
            "aws: {role: 'arn:aws:iam::123456789012:role/retrain-jobs'}\npromote: {endpoint: {instance: ml.m5.large}}\n";

    /** A piece is laid over a small whole spec, as a profile is; what is run by itself in AWS has its rows there. */
    private static String completed(String piece) {
        List<String> given = new ArrayList<>();
        Matcher top = TOP.matcher(piece);
        while (top.find()) {
            given.add(top.group(1));
        }
        boolean inAws = given.contains("infra");
        String rows = inAws ? "'s3://my-bucket/rows/*.csv'" : "rows.csv";
        return """
                model: flight-delay
                task: binary
                target: late
                """
                + (inAws && !given.contains("store") ? "store: s3://my-bucket/retrain\n" : "")
                + "data: {sources: {rows: " + rows + "}, "
                + (piece.contains("prepare:") ? "" : "prepare: prepare.sql, ") + "time: at, key: [id]}\n"
                + (given.contains("train") ? "" : "train: {xgboost: {rounds: 10}}\n")
                + (inAws && !given.contains("promote") ? SERVED : "")
                + (given.contains("gates") ? "" : "gates: [{metric: auc, at-least: 0.6}]\n")
                + "profiles:\n  piece:\n"
                + piece.indent(4);
    }

    static List<Piece> specs() throws IOException {
        List<Piece> pieces = new ArrayList<>();
        for (Piece page : pages()) {
            Matcher yaml = YAML.matcher(page.text());
            while (yaml.find()) {
                pieces.add(new Piece(page.page(), yaml.group(1)));
            }
        }
        return pieces;
    }

    static List<Piece> pages() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String folder : List.of("docs", "samples", "benchmarks")) {
            try (Stream<Path> walk = Files.walk(ROOT.resolve(folder))) {
                files.addAll(walk.filter(f ->
                                f.toString().endsWith(".md") && !f.toString().contains("/target/"))
                        .toList());
            }
        }
        files.addAll(List.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")));
        List<Piece> pages = new ArrayList<>();
        for (Path file : files.stream().sorted().toList()) {
            pages.add(new Piece(file, Files.readString(file)));
        }
        return pages;
    }
}
