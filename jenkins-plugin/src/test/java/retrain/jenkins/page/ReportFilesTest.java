package retrain.jenkins.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReportFilesTest {
    @Test
    void shouldKeepTheReportsOfACommandThatRunsStages() {
        assertThat(ReportFiles.of(Sample.rejected()))
                .containsExactlyInAnyOrder("report.html", "report.md", "gates.xml", "result.json");
    }

    @Test
    void shouldNotTakeWhatAnEarlierCommandLeftInTheSameFolder() {
        assertThat(ReportFiles.of(Sample.bare("check", "DUE"))).containsExactlyInAnyOrder("check.json", "check.md");
        assertThat(ReportFiles.of(Sample.bare("run", "NOT_DUE"))).containsExactlyInAnyOrder("check.json", "check.md");
        assertThat(ReportFiles.of(Sample.bare("monitor", "QUIET"))).doesNotContain("report.md", "result.json");
        assertThat(ReportFiles.of(Sample.bare("validate", "DONE"))).isEmpty();
    }
}
