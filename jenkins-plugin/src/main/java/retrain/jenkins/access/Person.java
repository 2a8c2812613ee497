package retrain.jenkins.access;

import hudson.AbortException;
import hudson.model.Cause;
import hudson.model.Job;
import hudson.model.Queue;
import hudson.model.Run;
import hudson.model.User;
import hudson.model.queue.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.springframework.security.core.Authentication;
import retrain.Command;
import retrain.jenkins.Texts;

/**
 * For whom a build does what it does: the people who started it. A build that a push, a timer or another build started acts by what stands in the
 * repository, with the authority that Jenkins gives to the job.
 *
 * @param names of the people who started it
 */
record Person(Job<?, ?> job, List<String> names) {
    static Person of(Run<?, ?> build) {
        List<String> names = new ArrayList<>();
        for (Cause cause : build.getCauses()) {
            if (cause instanceof Cause.UserIdCause byUser) {
                String id = byUser.getUserId();
                names.add(id == null ? "" : id);
            }
        }
        return new Person(build.getParent(), names);
    }

    /** {@return who started it, for the audit chain} */
    Optional<String> name() {
        return names.stream().filter(name -> !name.isEmpty()).findFirst();
    }

    /** @throws AbortException if one of them, or whom the job runs as, may not promote */
    void requirePromotion(Command command) throws AbortException {
        for (String name : names) {
            if (!mayPromote(name)) {
                throw new AbortException(Texts.of(
                        "access.promote.denied",
                        name.isEmpty() ? "anonymous" : name,
                        command.word(),
                        job.getFullName()));
            }
        }
        if (job instanceof Queue.Task task) {
            Authentication runsAs = Tasks.getAuthenticationOf2(task);
            if (!job.hasPermission2(runsAs, RetrainPermissions.PROMOTE)) {
                throw new AbortException(
                        Texts.of("access.promote.denied", runsAs.getName(), command.word(), job.getFullName()));
            }
        }
    }

    private boolean mayPromote(String name) {
        User user = name.isEmpty() ? null : User.getById(name, false);
        return job.hasPermission2(user == null ? Jenkins.ANONYMOUS2 : as(user), RetrainPermissions.PROMOTE);
    }

    /** Somebody whom the security realm does not know any more is nobody. */
    private static Authentication as(User user) {
        try {
            return user.impersonate2();
        } catch (RuntimeException e) {
            return Jenkins.ANONYMOUS2;
        }
    }
}
