package retrain.jenkins.page;

import hudson.Functions;
import hudson.model.Api;
import hudson.model.BuildBadgeAction;
import hudson.model.Run;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import jenkins.management.Badge;
import jenkins.model.RunAction2;
import jenkins.model.Tab;
import jenkins.util.VirtualFile;
import org.jspecify.annotations.Nullable;
import org.jvnet.localizer.LocaleProvider;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;
import retrain.jenkins.Texts;
import retrain.jenkins.page.ShownResult.Report;
import retrain.jenkins.result.RunResult;

/** The results of a build: its page, its part of the build's page, its mark in the build history, and {@code api/json}. */
@ExportedBean
public final class RetrainAction extends Tab implements RunAction2, BuildBadgeAction {
    /** How many gates, reasons and lines of text are kept of a result; all are in its report and in the log. */
    static final int MOST = 500;

    /**
     * The report has its style sheet in itself, which Jenkins' own policy for files of a build forbids; in all else this is no wider: no
     * script, no form, no request, an origin of its own.
     */
    private static final String POLICY =
            "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'unsafe-inline'";

    private transient @Nullable Run<?, ?> build;
    private @Nullable List<RunResult> results;

    RetrainAction() {
        super(null);
    }

    /** Adds a result to a build, in place of an earlier one of the same execution, and saves it. */
    static void add(Run<?, ?> build, RunResult result) throws IOException {
        synchronized (build) {
            RetrainAction action = build.getAction(RetrainAction.class);
            if (action == null) {
                action = new RetrainAction();
                action.put(result);
                build.addAction(action);
            } else {
                action.put(result);
            }
            build.save();
        }
        Marked.mark(build.getParent());
        Histories.forget(build.getParent());
    }

    private synchronized void put(RunResult result) {
        List<RunResult> changed = new ArrayList<>(getResults());
        changed.removeIf(earlier -> earlier.getId().equals(result.getId()));
        changed.add(result.brief(MOST));
        results = changed;
    }

    @Override
    public void onAttached(Run<?, ?> run) {
        this.build = run;
        this.object = run;
    }

    @Override
    public void onLoad(Run<?, ?> run) {
        onAttached(run);
    }

    /** {@return the results, in the order in which the commands ended} */
    public synchronized List<RunResult> getResults() {
        return results == null ? List.of() : Collections.unmodifiableList(results);
    }

    /** {@return the last result; null if there is none} */
    public @Nullable RunResult getLast() {
        List<RunResult> all = getResults();
        return all.isEmpty() ? null : all.get(all.size() - 1);
    }

    /** {@return the remote API, {@code retrain/api/json}} */
    public Api getApi() {
        return new Api(this);
    }

    /** {@return the results for the remote API} */
    @Exported(name = "results")
    public List<ExportedResult> getExported() {
        return getResults().stream().map(ExportedResult::new).toList();
    }

    @Override
    public String getIconFileName() {
        return "symbol-analytics";
    }

    @Override
    public String getDisplayName() {
        return Texts.of("page.name");
    }

    @Override
    public String getUrlName() {
        return "retrain";
    }

    @Override
    public @Nullable Badge getBadge() {
        RunResult last = getLast();
        if (last == null || Tone.ofOutcome(last.getOutcome()) == Tone.GOOD) {
            return null;
        }
        Badge.Severity severity =
                switch (Tone.ofOutcome(last.getOutcome())) {
                    case BAD -> Badge.Severity.DANGER;
                    case UNSURE -> Badge.Severity.WARNING;
                    case GOOD, NEUTRAL -> Badge.Severity.INFO;
                };
        return new Badge(last.getOutcome(), last.getSummary(), severity);
    }

    /** {@return the tone of an outcome, for the views} */
    public Tone tone(RunResult result) {
        return Tone.ofOutcome(result.getOutcome());
    }

    /** {@return the address of the page, relative to Jenkins' root} */
    public String getUrl() {
        return run().getUrl() + getUrlName() + "/";
    }

    /** {@return the results as the page shows them} */
    public List<ShownResult> getShown() {
        List<ShownResult> shown = new ArrayList<>();
        for (RunResult result : getResults()) {
            Optional<Entry> reference = Optional.ofNullable(result.getModel())
                    .filter(model -> !result.getMetrics().isEmpty())
                    .flatMap(model -> Histories.reference(run(), model));
            shown.add(new ShownResult(
                    result, reference, report(result), "retrain-" + shown.size(), LocaleProvider.getLocale()));
        }
        return shown;
    }

    private Report report(RunResult result) {
        if (result.getReport() == null || !maySeeArtifacts()) {
            return Report.NONE;
        }
        try {
            return file(result.getReport()).isFile() ? Report.THERE : Report.GONE;
        } catch (IOException e) {
            return Report.GONE;
        }
    }

    /** Serves the report {@code retrain/report/<id>} out of the build's artifacts. */
    public void doReport(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        if (Functions.isArtifactsPermissionEnabled()) {
            run().checkPermission(Run.ARTIFACTS);
        }
        String id = request.getRestOfPath().replaceFirst("^/", "");
        Optional<String> report = getResults().stream()
                .filter(r -> r.getId().equals(id))
                .findFirst()
                .map(RunResult::getReport);
        if (report.isEmpty() || !file(report.get()).isFile()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND, Texts.of("report.gone"));
            return;
        }
        response.setContentType("text/html;charset=UTF-8");
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        try (InputStream in = file(report.get()).open()) {
            in.transferTo(response.getOutputStream());
        }
    }

    private boolean maySeeArtifacts() {
        return !Functions.isArtifactsPermissionEnabled() || run().hasPermission(Run.ARTIFACTS);
    }

    private VirtualFile file(String path) {
        return run().getArtifactManager().root().child(path);
    }

    private Run<?, ?> run() {
        if (build == null) {
            throw new IllegalStateException("the action is of no build yet");
        }
        return build;
    }
}
