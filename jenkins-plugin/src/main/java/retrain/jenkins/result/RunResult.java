package retrain.jenkins.result;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;
import org.jspecify.annotations.Nullable;

/** What a step returns: what the command came to. It can be read in a sandboxed script, and is kept with the build; nothing changes it. */
public final class RunResult implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String id;
    private final String command;
    private final int exit;
    private final String outcome;
    private final String summary;
    private final @Nullable String run;
    private final @Nullable String model;
    private final @Nullable Integer version;
    private final TreeMap<String, Double> metrics;
    private final TreeMap<String, Double> championMetrics;
    private final ArrayList<GateLine> gates;
    private final ArrayList<String> reasons;
    private final ArrayList<String> text;
    private final @Nullable String report;

    RunResult(RunFacts facts) {
        this.id = facts.id();
        this.command = facts.command();
        this.exit = facts.exit();
        this.outcome = facts.outcome();
        this.summary = facts.summary();
        this.run = facts.run().orElse(null);
        this.model = facts.model().orElse(null);
        this.version = facts.version().orElse(null);
        this.metrics = new TreeMap<>(facts.metrics());
        this.championMetrics = new TreeMap<>(facts.championMetrics());
        this.gates = new ArrayList<>(facts.gates());
        this.reasons = new ArrayList<>(facts.reasons());
        this.text = new ArrayList<>(facts.text());
        this.report = facts.report().orElse(null);
    }

    private RunResult(RunResult whole, int most) {
        this.id = orEmpty(whole.id);
        this.command = orEmpty(whole.command);
        this.exit = whole.exit;
        this.outcome = orEmpty(whole.outcome);
        this.summary = orEmpty(whole.summary);
        this.run = whole.run;
        this.model = whole.model;
        this.version = whole.version;
        this.metrics = new TreeMap<>(orEmpty(whole.metrics));
        this.championMetrics = new TreeMap<>(orEmpty(whole.championMetrics));
        this.gates = new ArrayList<>(first(whole.gates, most));
        this.reasons = new ArrayList<>(first(whole.reasons, most));
        this.text = new ArrayList<>(first(whole.text, most));
        this.report = whole.report;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static Map<String, Double> orEmpty(@Nullable Map<String, Double> map) {
        return map == null ? Map.of() : map;
    }

    private static <T> List<T> first(@Nullable List<T> list, int most) {
        return list == null ? List.of() : list.subList(0, Math.min(most, list.size()));
    }

    /** {@return the result with at most so many gates, reasons and lines of text} */
    public RunResult brief(int most) {
        return new RunResult(this, most);
    }

    /** What a kept result lacks, because it is damaged or older than the plugin, is empty when it is read. */
    @SuppressWarnings("unused")
    private Object readResolve() {
        return brief(Integer.MAX_VALUE);
    }

    /** {@return what {@code retrainAwait} takes} */
    @Whitelisted
    public String getId() {
        return id;
    }

    /** {@return the command's word, such as run} */
    @Whitelisted
    public String getCommand() {
        return command;
    }

    /** {@return the exit code of the process: 0, or 2 for a candidate that was rejected or an alarm; -1 while it runs} */
    @Whitelisted
    public int getExit() {
        return exit;
    }

    /** {@return the word of the outcome, such as PROMOTED; STARTED while the run goes on} */
    @Whitelisted
    public String getOutcome() {
        return outcome;
    }

    /** {@return the outcome in a sentence} */
    @Whitelisted
    public String getSummary() {
        return summary;
    }

    /** {@return the run's id, which {@code run:} takes to go on with it; null if the command runs no stage} */
    @Whitelisted
    public @Nullable String getRun() {
        return run;
    }

    /** {@return the model's name; null if the command wrote no result} */
    @Whitelisted
    public @Nullable String getModel() {
        return model;
    }

    /** {@return the number of the model version; null if none was registered} */
    @Whitelisted
    public @Nullable Integer getVersion() {
        return version;
    }

    /** {@return the candidate's metrics by name; NaN if undefined} */
    @Whitelisted
    public Map<String, Double> getMetrics() {
        return Collections.unmodifiableMap(metrics);
    }

    /** {@return the champion's metrics on the same rows} */
    @Whitelisted
    public Map<String, Double> getChampionMetrics() {
        return Collections.unmodifiableMap(championMetrics);
    }

    /** {@return what the gates said} */
    @Whitelisted
    public List<GateLine> getGates() {
        return Collections.unmodifiableList(gates);
    }

    /** {@return why the outcome is what it is, or why a retrain is due, a sentence each} */
    @Whitelisted
    public List<String> getReasons() {
        return Collections.unmodifiableList(reasons);
    }

    /** {@return what the command had to show, line by line: a table, a difference} */
    @Whitelisted
    public List<String> getText() {
        return Collections.unmodifiableList(text);
    }

    /** {@return the path of the report, relative to the build's artifacts; null if there is none} */
    @Whitelisted
    public @Nullable String getReport() {
        return report;
    }

    /** {@return whether a retrain is due} */
    @Whitelisted
    public boolean isDue() {
        return outcome.equals("DUE");
    }

    /** {@return whether the candidate is the new champion} */
    @Whitelisted
    public boolean isPromoted() {
        return outcome.equals("PROMOTED");
    }

    @Override
    @Whitelisted
    public String toString() {
        return outcome + ": " + summary;
    }
}
