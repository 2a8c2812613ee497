package retrain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitCommitTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    @TempDir
    Path folder;

    @Test
    void shouldReadTheBranchThatIsCheckedOut() throws IOException {
        git("HEAD", "ref: refs/heads/main\n");
        git("refs/heads/main", COMMIT + "\n");

        assertThat(GitCommit.of(Files.createDirectories(folder.resolve("a/b")))).contains(COMMIT);
    }

    @Test
    void shouldReadAPackedBranchAndADetachedHead() throws IOException {
        git("HEAD", "ref: refs/heads/main");
        git("packed-refs", "# pack-refs with: peeled\n" + COMMIT + " refs/heads/main\n");
        assertThat(GitCommit.of(folder)).contains(COMMIT);

        git("HEAD", COMMIT);
        assertThat(GitCommit.of(folder)).contains(COMMIT);
    }

    @Test
    void shouldReadALinkedWorkingTree() throws IOException {
        git("worktrees/other/HEAD", "ref: refs/heads/other");
        git("worktrees/other/commondir", "../..");
        git("refs/heads/other", COMMIT);
        Path linked = Files.createDirectories(folder.resolve("linked"));
        Files.writeString(linked.resolve(".git"), "gitdir: ../.git/worktrees/other\n");

        assertThat(GitCommit.of(linked)).contains(COMMIT);
    }

    @Test
    void shouldKnowNoneWhereThereIsNone() throws IOException {
        git("HEAD", "ref: refs/heads/new");
        assertThat(GitCommit.of(folder)).isEmpty();

        git("HEAD", "ref: refs/../../../etc/passwd");
        assertThat(GitCommit.of(folder)).isEmpty();
        Files.delete(folder.resolve(".git/HEAD"));
        assertThat(GitCommit.of(folder)).isEmpty();
    }

    private void git(String name, String content) throws IOException {
        Path file = folder.resolve(".git").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
