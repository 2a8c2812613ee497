package retrain.jenkins.access;

import hudson.AbortException;
import hudson.FilePath;
import java.io.IOException;
import java.util.Optional;
import jenkins.scm.api.SCMFile;
import jenkins.scm.api.SCMFileSystem;
import jenkins.scm.api.SCMHead;
import jenkins.scm.api.SCMRevision;
import jenkins.scm.api.SCMSource;
import jenkins.scm.api.mixin.ChangeRequestSCMHead;
import org.jspecify.annotations.Nullable;
import retrain.jenkins.Texts;

/**
 * The spec of the branch that an untrusted change request wants to be merged into, as it is there.
 *
 * @param path where it is put in the workspace: beside the request's own, so that its relative paths mean the same
 * @param store the folder beside it in which the request's runs are kept
 */
record TargetSpec(String path, String content, String store) {
    /**
     * Reads it without a checkout.
     *
     * @param trusted what the source trusts in place of the request
     * @throws AbortException if it is not to be had: the request's own is no substitute
     */
    static TargetSpec read(@Nullable SCMSource source, @Nullable SCMRevision trusted, String config, String store)
            throws IOException, InterruptedException {
        String path = within(config).orElseThrow(() -> new AbortException(Texts.of("access.target.path", config)));
        if (source == null || trusted == null || isRequest(trusted.getHead())) {
            throw new AbortException(Texts.of("access.target.unknown"));
        }
        try (SCMFileSystem files = SCMFileSystem.of(source, trusted.getHead(), trusted)) {
            if (files == null) {
                throw new AbortException(Texts.of("access.target.source"));
            }
            SCMFile file = files.child(path);
            if (!file.isFile()) {
                throw new AbortException(
                        Texts.of("access.target.absent", path, trusted.getHead().getName()));
            }
            return new TargetSpec(beside(path), file.contentAsString(), store);
        }
    }

    /** Writes it. Links that the request brings lead elsewhere: to a file that is not to be written, to a store that is not its own. */
    void write(FilePath workspace) throws IOException, InterruptedException {
        FilePath file = workspace.child(path);
        file.delete();
        FilePath apart = file.sibling(store);
        if (apart != null && apart.readLink() != null) {
            apart.delete();
        }
        file.write(content, "UTF-8");
    }

    private static boolean isRequest(SCMHead head) {
        return head instanceof ChangeRequestSCMHead;
    }

    /** {@return the path from the repository's root; empty if it leads out of it} */
    static Optional<String> within(String config) {
        String path = config.replace('\\', '/').replaceAll("(^|/)(\\./)+", "$1");
        boolean leadsOut = path.startsWith("/") || path.contains(":") || ("/" + path + "/").contains("/../");
        return leadsOut || path.isBlank() ? Optional.empty() : Optional.of(path);
    }

    /** {@return models/retrain.target.yaml for models/retrain.yaml} */
    static String beside(String path) {
        int dot = path.lastIndexOf('.');
        return dot > path.lastIndexOf('/')
                ? path.substring(0, dot) + ".target" + path.substring(dot)
                : path + ".target";
    }
}
