package retrain.jenkins.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CutMarkdownTest {
    private static final String NOTICE = "[all of it](https://ci/job/m/1/retrain/)";

    private static final List<String> LINES = List.of(
            "plain words\n",
            "\n",
            "ünïcödé \uD83D\uDE80\uD83D\uDE80 ✗ ├─●─┤\n",
            "| Gate | Rows |\n|---|--:|\n| `auc` | ✗ FAILED |\n| `f1` | \uD83D\uDE80 |\n",
            "```java\nint x = 1;\n| not | a table |\n```\n",
            "~~~~\n```\nstill in it\n~~~~\n",
            "<details><summary>More</summary>\n\ninside\n\n</details>\n",
            "<details><summary>Fenced</summary>\n\n```\n</details>\n```\n\n</details>\n",
            "`inline ``` ticks`\n");

    @Test
    void shouldLeaveATextThatFitsAlone() {
        assertThat(CutMarkdown.within(12, "zwölf bytes", NOTICE)).isEqualTo("zwölf bytes");
    }

    @Test
    void shouldCountBytesAndNotCharacters() {
        String text = "ä".repeat(60) + "\n" + "ä".repeat(60) + "\n";

        assertThat(CutMarkdown.within(200, text, NOTICE)).isEqualTo("ä".repeat(60) + "\n\n" + NOTICE + "\n");
    }

    @Test
    void shouldEndBeforeAFenceThatDoesNotFit() {
        String text = "before\n```\n" + "x\n".repeat(100) + "```\nafter\n";

        assertThat(CutMarkdown.within(100, text, NOTICE)).isEqualTo("before\n\n" + NOTICE + "\n");
    }

    @Test
    void shouldCloseTheFoldThatItEndsIn() {
        String text = "before\n<details><summary>More</summary>\n\n" + "a line\n".repeat(100) + "</details>\n";
        String cut = CutMarkdown.within(200, text, NOTICE);

        assertThat(cut).endsWith("a line\n\n</details>\n\n" + NOTICE + "\n");
        assertThat(bytes(cut)).isBetween(190, 200);
    }

    @Test
    void shouldNotKeepTheHeadOfATableWithoutItsRule() {
        String text = "before\n| " + "a | ".repeat(5) + "\n|" + "---|".repeat(5) + "\n" + "| x |\n".repeat(50);
        int room = "before\n| a | a | a | a | a | \n".length() + 4;

        assertThat(CutMarkdown.within(room + NOTICE.length() + 2, text, NOTICE)).startsWith("before\n\n[all");
    }

    @Test
    void shouldCutTheFirstLineBetweenCharactersWhenNoLineFits() {
        String text = "\uD83D\uDE80".repeat(1000);
        String cut = CutMarkdown.within(100, text, NOTICE);

        assertThat(cut).startsWith("\uD83D\uDE80").endsWith(NOTICE + "\n");
        assertThat(bytes(cut)).isBetween(95, 100);
        assertWhole(cut);
    }

    @Test
    void shouldDropATableRowThatIsTheFirstLineAndDoesNotFit() {
        assertThat(CutMarkdown.within(100, "| " + "x".repeat(200) + " |\n", NOTICE))
                .isEqualTo("\n" + NOTICE + "\n");
    }

    @Test
    void shouldFitCloseFencesAndFoldsAndKeepRowsWholeForRandomTexts() {
        Random random = new Random(20261126);
        for (int i = 0; i < 3000; i++) {
            String text = text(random);
            int limit = NOTICE.length() + 2 + random.nextInt(400);
            String cut = CutMarkdown.within(limit, text, NOTICE);

            assertThat(bytes(cut)).as(text).isLessThanOrEqualTo(limit);
            assertWhole(cut);
            if (bytes(text) <= limit) {
                assertThat(cut).isEqualTo(text);
            } else {
                assertGoodEnd(text, cut);
            }
        }
    }

    private static void assertGoodEnd(String text, String cut) {
        assertThat(cut).endsWith("\n" + NOTICE + "\n");
        String kept = cut.substring(0, cut.length() - NOTICE.length() - 2);
        String body = kept.replaceAll("(\n</details>\n)+$", "");
        assertThat(text).as(cut).startsWith(body.stripTrailing());
        assertThat(text.lines().toList())
                .as(cut)
                .containsAll(body.lines().filter(l -> l.startsWith("|")).toList());
        assertThat(outside(kept)).as(kept).doesNotContain("an open fence");
        assertThat(count(outside(kept), "<details")).as(kept).isEqualTo(count(outside(kept), "</details>"));
        assertThat(kept).as(kept).doesNotEndWith("| Gate | Rows |\n");
    }

    /** {@return the lines that are in no fence; a last one that says so if a fence is open} */
    private static List<String> outside(String text) {
        List<String> outside = new ArrayList<>();
        String open = "";
        for (String line : text.lines().toList()) {
            if (open.isEmpty() && (line.startsWith("```") || line.startsWith("~~~~"))) {
                open = line.startsWith("~") ? "~~~~" : "```";
            } else if (line.equals(open)) {
                open = "";
            } else if (open.isEmpty()) {
                outside.add(line);
            }
        }
        if (!open.isEmpty()) {
            outside.add("an open fence");
        }
        return outside;
    }

    private static long count(List<String> lines, String start) {
        return lines.stream().filter(line -> line.startsWith(start)).count();
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(20); i >= 0; i--) {
            text.append(LINES.get(random.nextInt(LINES.size())));
        }
        return text.toString();
    }

    private static void assertWhole(String text) {
        assertThat(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(text);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
