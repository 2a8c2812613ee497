package retrain.jenkins.access;

import hudson.model.Cause;
import hudson.model.Job;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.triggers.TimerTrigger;
import java.io.IOException;
import java.util.Optional;
import jenkins.scm.api.SCMHead;
import jenkins.scm.api.SCMRevision;
import jenkins.scm.api.SCMRevisionAction;
import jenkins.scm.api.SCMSource;
import jenkins.scm.api.mixin.ChangeRequestSCMHead;
import org.jspecify.annotations.Nullable;
import retrain.jenkins.access.Origin.Starter;
import retrain.jenkins.trigger.RetrainDueCause;

/**
 * Finds out what a build is of, from the multibranch project.
 *
 * @param source where the branch or the change request comes from; null outside of a multibranch project
 * @param trusted what the source trusts in place of what is built; null if it is not known
 */
record Origins(
        Origin origin, @Nullable SCMSource source, @Nullable SCMRevision trusted) {
    static boolean isChange(Job<?, ?> job) {
        return SCMHead.HeadByItem.findHead(job) instanceof ChangeRequestSCMHead;
    }

    /** @throws IOException if the source cannot tell: then nothing is trusted, and nothing begins */
    static Origins of(Run<?, ?> build, TaskListener listener) throws IOException, InterruptedException {
        SCMHead head = SCMHead.HeadByItem.findHead(build.getParent());
        SCMSource source = head == null ? null : SCMSource.SourceByItem.findSource(build.getParent());
        SCMRevision revision = source == null ? null : SCMRevisionAction.getRevision(source, build);
        SCMRevision trusted = source == null || revision == null ? null : source.getTrustedRevision(revision, listener);
        Optional<String> change =
                head instanceof ChangeRequestSCMHead request ? Optional.of(request.getId()) : Optional.empty();
        boolean isTrusted =
                Origin.isTrusted(change.isPresent(), Optional.ofNullable(revision), Optional.ofNullable(trusted));
        return new Origins(new Origin(change, isTrusted, starter(build)), source, trusted);
    }

    /** A person counts before a timer: a build in the queue that was asked for twice has both causes. */
    private static Starter starter(Run<?, ?> build) {
        Starter found = Starter.EVENT;
        for (Cause cause : build.getCauses()) {
            if (cause instanceof Cause.UserIdCause) {
                return Starter.PERSON;
            }
            if (cause instanceof TimerTrigger.TimerTriggerCause || cause instanceof RetrainDueCause) {
                found = Starter.SCHEDULE;
            }
        }
        return found;
    }
}
