package retrain.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MonitorHeadlineTest {
    @Test
    void shouldNameMetricAndColumnsOfAnAlarm() {
        assertThat(sentence(Monitored.conceptDrift()))
                .matches(
                        "The model in production is worse than promised: its ranking quality \\(auc\\) is 0\\.6\\d+ by the labels of"
                                + " 2013-09, and 0\\.7123 was promised; so are 2 more figures, and the data have changed: 3 of 6 columns"
                                + " differ from the training rows of version 3 \\(dep_delay, temp, carrier\\)\\.");
        assertThat(sentence(Monitored.drifted()))
                .isEqualTo(
                        "The data of 2013-03 have changed: 3 of 6 columns differ from the training rows of version 3 (dep_delay,"
                                + " temp, carrier).");
        assertThat(sentence(Monitored.manyColumns(200))).contains("10 of 200 columns", " and 7 more).");
    }

    @Test
    void shouldSayThatAnEstimateIsAnEstimate() {
        assertThat(sentence(Monitored.estimated()))
                .startsWith(
                        "The model in production is probably worse than promised: its ranking quality (auc) is estimated at")
                .endsWith("; the data show no drift.");
    }

    @Test
    void shouldSayWhatNoColumnShowsAlone() {
        assertThat(sentence(Monitored.jointOnly()))
                .contains(
                        "no column differs on its own, but all together tell its rows from the training rows of version 3");
    }

    @Test
    void shouldClaimNoMoreThanWasLookedAt() {
        assertThat(sentence(Monitored.calm()))
                .isEqualTo(
                        "No alarm for 2013-01: none of 6 columns differs from the training rows of version 3 beyond chance and beyond"
                                + " what is small; by the labels that have come, nothing says that the model is worse than promised.");
        assertThat(sentence(Monitored.manyWindows(10)))
                .contains("by an estimate without labels, nothing says that the model is worse than promised");
        assertThat(sentence(Monitored.retrained())).startsWith("No alarm for 2013-12");
    }

    @Test
    void shouldTellNothingNewFromNothingComparedFromNoAlarm() {
        assertThat(sentence(Monitored.nothingNew()))
                .isEqualTo("There is nothing to watch yet: no row is newer than the training rows of version 3.");
        assertThat(sentence(Monitored.empty()))
                .isEqualTo(
                        "It cannot be told whether anything has changed: there is nothing in 2012-11 that could be compared.");
        assertThat(new MonitorHeadline(Monitored.nothingNew()).outcome())
                .isEqualTo(MonitorHeadline.Outcome.NOTHING_NEW);
        assertThat(new MonitorHeadline(Monitored.empty()).outcome()).isEqualTo(MonitorHeadline.Outcome.NOT_COMPARED);
        assertThat(new MonitorHeadline(Monitored.calm()).outcome()).isEqualTo(MonitorHeadline.Outcome.NO_ALARM);
    }

    @Test
    void shouldSayWhichWindowDecidesAndWhichOthersAlarmed() {
        assertThat(new MonitorHeadline(Monitored.drifted()).reason())
                .isEqualTo(
                        "The newest window decides: 2013-03, 27,005 rows, against the training rows of version 3 (81,000 rows). 2 of the"
                                + " 5 windows before it raised an alarm: 2013-02, 2013-01.");
        assertThat(new MonitorHeadline(Monitored.edges()).reason())
                .contains("since 2013-08-31T23:00:00Z, 1 row, against", "There is no window before it.");
    }

    @Test
    void shouldReadWellIfTheWindowHasNoEnd() {
        assertThat(sentence(Monitored.edges()))
                .startsWith("The data since 2013-08-31T23:00:00Z have changed: 1 of 3 columns differs");
    }

    private static String sentence(MonitorRecord record) {
        return new MonitorHeadline(record).sentence();
    }
}
