package retrain.jenkins.access;

import com.google.common.util.concurrent.ListenableFuture;
import hudson.model.Failure;
import hudson.model.Run;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import jenkins.model.RunAction2;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import retrain.jenkins.Texts;
import retrain.jenkins.access.Approval.State;

/** The approvals that a build asked for: kept with the build, so that what was decided outlives a restart before the pipeline hears of it. */
public final class Approvals implements RunAction2 {
    private static final Logger LOGGER = Logger.getLogger(Approvals.class.getName());
    private static final int MOST = 1000;
    static final String URL = "retrain-approvals";

    private final ArrayList<Approval> approvals = new ArrayList<>();

    private transient @Nullable Run<?, ?> build;

    /** {@return the newest approval in a build that allows the promotion of a run} */
    static Optional<Approval> of(Run<?, ?> build, Optional<String> run) {
        Approvals action = build.getAction(Approvals.class);
        return action == null ? Optional.empty() : action.allowing(run);
    }

    private synchronized Optional<Approval> allowing(Optional<String> run) {
        return approvals.stream().filter(a -> a.allows(run)).reduce((first, last) -> last);
    }

    /** {@return the action of a build, added if it has none yet} */
    static Approvals in(Run<?, ?> build) {
        synchronized (build) {
            Approvals action = build.getAction(Approvals.class);
            if (action == null) {
                action = new Approvals();
                build.addAction(action);
            }
            return action;
        }
    }

    /** {@return a new request, which waits} */
    synchronized Approval ask(@Nullable String run, @Nullable String message, @Nullable String submitter)
            throws IOException {
        Approval approval = new Approval(UUID.randomUUID().toString(), run, message, submitter);
        approvals.add(approval);
        build().save();
        return approval;
    }

    synchronized Optional<Approval> find(String id) {
        return approvals.stream().filter(a -> a.getId().equals(id)).findFirst();
    }

    /** Ends a request that still waits, because the build does not wait any more. */
    synchronized void withdraw(String id) throws IOException {
        Optional<Approval> approval = find(id).filter(Approval::isWaiting);
        if (approval.isPresent()) {
            approval.get().settle(State.WITHDRAWN, "", "", System.currentTimeMillis());
            build().save();
        }
    }

    /** What the form sends: {@code approve} is true or false. */
    @POST
    public HttpResponse doSubmit(
            @QueryParameter(required = true) String id,
            @QueryParameter(required = true) boolean approve,
            @QueryParameter String why)
            throws IOException {
        build().getParent().checkPermission(RetrainPermissions.PROMOTE);
        String reason = line(why);
        if (reason.isEmpty()) {
            throw new Failure(Texts.of("approval.reason"));
        }
        settle(id, approve ? State.APPROVED : State.DENIED, Jenkins.getAuthentication2(), reason);
        resume(id);
        return HttpResponses.redirectTo(".");
    }

    /** {@return it on one line, which is what the process takes, and no longer than anybody reads} */
    private static String line(@Nullable String why) {
        String line = why == null ? "" : why.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.substring(0, Math.min(line.length(), MOST));
    }

    private synchronized void settle(String id, State state, Authentication who, String why) throws IOException {
        Approval approval = find(id).orElseThrow(() -> new Failure(Texts.of("approval.absent")));
        if (!approval.isWaiting() || !build().isBuilding()) {
            throw new Failure(Texts.of("approval.settled"));
        }
        if (!isAsked(approval, who)) {
            throw new Failure(Texts.of("approval.others", String.valueOf(approval.getSubmitter())));
        }
        approval.settle(state, who.getName(), why, System.currentTimeMillis());
        build().save();
    }

    private static boolean isAsked(Approval approval, Authentication who) {
        List<String> groups = new ArrayList<>();
        for (GrantedAuthority group : who.getAuthorities()) {
            groups.add(group.getAuthority());
        }
        return Submitters.include(approval.submitter(), who.getName(), groups);
    }

    /** The decision is kept already. A step that is not loaded yet after a restart finds it when it is. */
    private void resume(String id) {
        try {
            FlowExecutionOwner owner =
                    build() instanceof FlowExecutionOwner.Executable pipeline ? pipeline.asFlowExecutionOwner() : null;
            if (owner != null) {
                ListenableFuture<List<StepExecution>> steps = owner.get().getCurrentExecutions(true);
                steps.addListener(() -> resume(id, steps), Runnable::run);
            }
        } catch (IOException e) {
            failed(id, e);
        }
    }

    private static void resume(String id, Future<List<StepExecution>> steps) {
        try {
            for (StepExecution step : steps.get()) {
                if (step instanceof ApprovalExecution waiting && waiting.isFor(id)) {
                    waiting.settleIfDecided();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | IOException e) {
            failed(id, e);
        }
    }

    private static void failed(String id, Exception e) {
        LOGGER.log(Level.WARNING, e, () -> "The step that waits for approval " + id + " could not be told");
    }

    private Run<?, ?> build() {
        Run<?, ?> there = build;
        if (there == null) {
            throw new IllegalStateException("not attached to a build");
        }
        return there;
    }

    /** {@return the build, for the page} */
    public Run<?, ?> getRun() {
        return build();
    }

    /** {@return the requests, the newest last} */
    public synchronized List<Approval> getApprovals() {
        return List.copyOf(approvals);
    }

    public synchronized boolean isWaiting() {
        return approvals.stream().anyMatch(Approval::isWaiting);
    }

    /** {@return whether whoever looks may approve, so that the page shows the form} */
    public boolean isMayPromote() {
        return build().getParent().hasPermission(RetrainPermissions.PROMOTE);
    }

    @Override
    public void onAttached(Run<?, ?> run) {
        build = run;
    }

    @Override
    public void onLoad(Run<?, ?> run) {
        build = run;
    }

    @Override
    public String getIconFileName() {
        return "symbol-check";
    }

    @Override
    public String getDisplayName() {
        return Texts.of("approval.title");
    }

    @Override
    public String getUrlName() {
        return URL;
    }
}
