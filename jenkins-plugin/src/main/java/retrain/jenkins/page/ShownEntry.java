package retrain.jenkins.page;

import java.util.Date;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** A row of the history: a build and one of its results. */
@ExportedBean(defaultVisibility = 3)
public final class ShownEntry {
    private final Entry entry;

    ShownEntry(Entry entry) {
        this.entry = entry;
    }

    @Exported
    public int getBuild() {
        return entry.number();
    }

    public String getName() {
        return entry.name();
    }

    /** {@return the build's address, relative to Jenkins' root} */
    @Exported
    public String getUrl() {
        return entry.url();
    }

    @Exported
    public long getTimestamp() {
        return entry.time();
    }

    /** {@return the time of the build's begin, as the tag {@code formatDate} takes it} */
    @SuppressWarnings("JavaUtilDate")
    public Date getTime() {
        return new Date(entry.time());
    }

    @Exported
    public ExportedResult getResult() {
        return new ExportedResult(entry.result());
    }

    public String getOutcome() {
        return entry.result().getOutcome();
    }

    public String getCommand() {
        return entry.result().getCommand();
    }

    public @Nullable String getModel() {
        return entry.result().getModel();
    }

    public @Nullable Integer getVersion() {
        return entry.result().getVersion();
    }

    public @Nullable String getRun() {
        return entry.result().getRun();
    }

    public String getSummary() {
        return entry.result().getSummary();
    }

    public boolean isPromoted() {
        return entry.result().isPromoted();
    }

    public Tone getTone() {
        return Tone.ofOutcome(getOutcome());
    }

    /** {@return a metric of the candidate} */
    public String metric(String name) {
        return Figures.number(entry.result().getMetrics().get(name));
    }

    /** {@return all metrics of the candidate in a line} */
    public String getMetrics() {
        return ResultText.of(entry.result(), "metrics").orElse("");
    }
}
