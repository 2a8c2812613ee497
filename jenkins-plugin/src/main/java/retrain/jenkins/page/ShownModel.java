package retrain.jenkins.page;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** A model of a job, as the job's page, column and badge show it. */
@ExportedBean(defaultVisibility = 2)
public final class ShownModel {
    private final ModelHistory history;
    private final String name;
    private final Optional<Entry> champion;

    ShownModel(ModelHistory history, String name) {
        this.history = history;
        this.name = name;
        this.champion = history.champion(name);
    }

    @Exported
    public String getName() {
        return name;
    }

    /** {@return the number of the version that was promoted last, as far as the builds tell; null if they do not} */
    @Exported
    public @Nullable Integer getChampion() {
        return champion.map(entry -> entry.result().getVersion()).orElse(null);
    }

    /** {@return the build that tells who is champion; null if none does} */
    public @Nullable ShownEntry getChampionEntry() {
        return champion.map(ShownEntry::new).orElse(null);
    }

    /** {@return the build of a later rollback, after which another version may be champion; null if there was none} */
    public @Nullable ShownEntry getRollback() {
        return champion.flatMap(history::rollbackSince).map(ShownEntry::new).orElse(null);
    }

    /** {@return the newest result} */
    @Exported
    public ShownEntry getLast() {
        return history.entries().stream()
                .filter(entry -> entry.isOf(name))
                .findFirst()
                .map(ShownEntry::new)
                .orElseThrow();
    }

    public Tone getTone() {
        return getLast().getTone();
    }

    /** {@return champion and last outcome in a few words, as a badge has them} */
    public String getState() {
        String outcome = getLast().getOutcome();
        return getChampion() == null ? outcome : "v" + getChampion() + " " + outcome;
    }

    /** {@return the metrics, each with what its chart draws} */
    public List<Trend> getTrends() {
        TrendData data = new TrendData(history.measured(name));
        return data.metrics().stream()
                .map(metric -> new Trend(metric, data.of(metric), data.isDrawn(metric)))
                .toList();
    }

    /** {@return the results that have metrics, newest first} */
    public List<ShownEntry> getMeasured() {
        List<Entry> measured = history.measured(name);
        Collections.reverse(measured);
        return measured.stream().map(ShownEntry::new).toList();
    }

    /** A metric and what its chart draws, as JSON. */
    public static final class Trend {
        private final String metric;
        private final String data;
        private final boolean drawn;

        Trend(String metric, String data, boolean drawn) {
            this.metric = metric;
            this.data = data;
            this.drawn = drawn;
        }

        public String getMetric() {
            return metric;
        }

        public String getData() {
            return data;
        }

        /** {@return whether there is anything to draw} */
        public boolean isDrawn() {
            return drawn;
        }
    }
}
