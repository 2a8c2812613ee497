package retrain.jenkins.access;

import hudson.console.HyperlinkNote;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jspecify.annotations.Nullable;
import retrain.jenkins.Texts;

/** Waits for a decision, which is kept with the build; all that is kept here is which one. */
final class ApprovalExecution extends StepExecution {
    private static final long serialVersionUID = 1L;

    private final @Nullable String run;
    private final @Nullable String message;
    private final @Nullable String submitter;
    private @Nullable String id;
    private transient boolean ended;

    ApprovalExecution(StepContext context, @Nullable String run, @Nullable String message, @Nullable String submitter) {
        super(context);
        this.run = run;
        this.message = message;
        this.submitter = submitter;
    }

    @Override
    public boolean start() throws Exception {
        Run<?, ?> build = build();
        id = Approvals.in(build).ask(run, message, submitter).getId();
        String said = message == null ? Texts.of("approval.asked") : message;
        log(said + ": " + HyperlinkNote.encodeTo("/" + build.getUrl() + Approvals.URL, Texts.of("approval.title")));
        return false;
    }

    boolean isFor(String wanted) {
        return wanted.equals(id);
    }

    @Override
    public void onResume() {
        try {
            settleIfDecided();
        } catch (IOException e) {
            getContext().onFailure(e);
        }
    }

    /** Goes on if it was decided; called by whoever decides, and after a restart. */
    synchronized void settleIfDecided() throws IOException {
        Optional<Approval> approval =
                id == null ? Optional.empty() : Approvals.in(build()).find(id);
        if (ended || approval.filter(Approval::isWaiting).isPresent()) {
            return;
        }
        ended = true;
        if (approval.isPresent() && approval.get().state() == Approval.State.APPROVED) {
            log(Texts.of(
                    "approval.approved", approval.get().by(), approval.get().why()));
            getContext().onSuccess(answer(approval.get()));
        } else {
            getContext()
                    .onFailure(new FlowInterruptedException(
                            Result.ABORTED,
                            new Denial(
                                    approval.map(Approval::by).orElse(""),
                                    approval.map(Approval::why).orElse(""))));
        }
    }

    private static Map<String, String> answer(Approval approval) {
        Map<String, String> answer = new HashMap<>();
        answer.put("by", approval.by());
        answer.put("why", approval.why());
        return answer;
    }

    @Override
    public void stop(Throwable cause) throws Exception {
        synchronized (this) {
            ended = true;
        }
        if (id != null) {
            Approvals.in(build()).withdraw(id);
        }
        getContext().onFailure(cause);
    }

    @Override
    public String getStatus() {
        return Texts.of("approval.status");
    }

    private Run<?, ?> build() throws IOException {
        return required(Run.class);
    }

    private void log(String line) throws IOException {
        required(TaskListener.class).getLogger().println(line);
    }

    private <T> T required(Class<T> type) throws IOException {
        try {
            T found = getContext().get(type);
            if (found == null) {
                throw new IOException("the step has no " + type.getSimpleName());
            }
            return found;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
