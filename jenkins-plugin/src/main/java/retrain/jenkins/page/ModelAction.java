package retrain.jenkins.page;

import hudson.Extension;
import hudson.model.Action;
import hudson.model.Api;
import hudson.model.Item;
import hudson.model.Job;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import jenkins.model.TransientActionFactory;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;
import retrain.jenkins.Texts;

/** The models of a job: their trends and history over its builds, a badge, and {@code api/json}. */
@ExportedBean
public final class ModelAction implements Action {
    private final Job<?, ?> job;

    ModelAction(Job<?, ?> job) {
        this.job = job;
    }

    /** {@return the remote API, {@code retrain/api/json}} */
    public Api getApi() {
        return new Api(this);
    }

    public Job<?, ?> getJob() {
        return job;
    }

    /** {@return the icon; none as long as no build has a result, which hides the link} */
    @Override
    public @Nullable String getIconFileName() {
        return isBare() ? null : "symbol-analytics";
    }

    @Override
    public String getDisplayName() {
        return Texts.of("page.models");
    }

    @Override
    public String getUrlName() {
        return "retrain";
    }

    /** {@return whether no build has a result} */
    public boolean isBare() {
        return history().entries().isEmpty();
    }

    /** {@return whether all builds were looked at} */
    public boolean isWhole() {
        return history().isWhole();
    }

    /** {@return how many builds are looked at} */
    public int getMost() {
        return Histories.MOST;
    }

    /** {@return the models that the builds have results of} */
    @Exported
    public List<ShownModel> getModels() {
        ModelHistory history = history();
        return history.models().stream()
                .map(name -> new ShownModel(history, name))
                .toList();
    }

    /** {@return all results, newest first} */
    @Exported
    public List<ShownEntry> getHistory() {
        return history().entries().stream().map(ShownEntry::new).toList();
    }

    /** {@return the newest result; null if there is none} */
    public @Nullable ShownEntry getLast() {
        return history().last().map(ShownEntry::new).orElse(null);
    }

    /** {@return whether charts can be drawn} */
    public boolean isCharts() {
        return Installed.is("echarts-api");
    }

    /** Serves the badge {@code retrain/badge.svg}; with {@code ?model=}, of one of several models. */
    public void doDynamic(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        job.checkPermission(Item.READ);
        if (!"/badge.svg".equals(request.getRestOfPath())) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        response.setContentType("image/svg+xml;charset=UTF-8");
        response.setHeader("Cache-Control", "no-cache, private");
        response.getWriter().write(badge(Optional.ofNullable(request.getParameter("model"))));
    }

    private String badge(Optional<String> wanted) {
        List<ShownModel> models = getModels();
        Optional<ShownModel> model = models.stream()
                .filter(m -> wanted.isEmpty() || wanted.get().equals(m.getName()))
                .findFirst();
        return model.map(m -> BadgePicture.of(m.getName(), m.getState(), m.getTone()))
                .orElseGet(() -> BadgePicture.of(wanted.orElse("retrain"), Texts.of("badge.none"), Tone.NEUTRAL));
    }

    private ModelHistory history() {
        return Histories.of(job);
    }

    /** Gives each job that had a result the page. */
    @Extension
    @SuppressWarnings("rawtypes")
    public static final class Factory extends TransientActionFactory<Job> {
        @Override
        public Class<Job> type() {
            return Job.class;
        }

        @Override
        public Class<? extends Action> actionType() {
            return ModelAction.class;
        }

        @Override
        public Collection<? extends Action> createFor(Job target) {
            return Marked.is(target) ? List.of(new ModelAction(target)) : List.of();
        }
    }
}
