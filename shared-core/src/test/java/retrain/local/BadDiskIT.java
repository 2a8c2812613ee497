package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.Children;
import retrain.problem.RetrainException;
import retrain.run.Digest;
import retrain.run.Store;

/** A store on a real disk that is full, and on one that is read-only: a small file system in memory, where one can be mounted. */
class BadDiskIT {
    private static final String MOUNT = "mount -t tmpfs -o size=256k none \"$0\"";

    @TempDir
    Path temp;

    @Test
    void shouldNameTheFullFolderAndTheBytesThatAreNeeded() throws Exception {
        String printed = printed("exec \"$@\"", "fill");

        assertThat(printed)
                .contains("STORE_UNUSABLE")
                .contains(disk() + "/store")
                .contains("is on a full disk: 1000000 bytes are needed")
                .contains("Free space there")
                .contains("small objects are whole: true")
                .contains("left in tmp: 0");
    }

    @Test
    void shouldSayThatTheDiskIsReadOnlyAndStillRead() throws Exception {
        String printed = printed("\"$@\" make && mount -o remount,ro \"$0\" && exec \"$@\"", "read");

        assertThat(printed)
                .contains("read: content")
                .contains("STORE_UNUSABLE")
                .contains("is on a read-only file system");
    }

    private Path disk() {
        return temp.resolve("disk");
    }

    private String printed(String script, String what) throws Exception {
        Files.createDirectories(disk());
        assumeThat(canMount()).as("a file system can be mounted here").isTrue();
        Path log = temp.resolve("log");
        String guarded = MOUNT + " && " + script.replace("exec \"$@\"", "exec \"$@\" " + what);
        List<String> by = List.of("unshare", "-rm", "sh", "-c", guarded, disk().toString());
        Process child = Children.start(by, log, Writer.class, disk().toString());
        assertThat(child.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(child.exitValue()).as(() -> Children.log(log)).isZero();
        return Children.log(log);
    }

    private boolean canMount() throws InterruptedException {
        try {
            return new ProcessBuilder("unshare", "-rm", "sh", "-c", MOUNT, disk().toString())
                            .redirectErrorStream(true)
                            .redirectOutput(temp.resolve("mount").toFile())
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Uses a store on the disk and prints what becomes of it. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] args) throws IOException {
            Path folder = Path.of(args[0]).resolve("store");
            Store store = FolderStore.open(folder);
            switch (args[1]) {
                case "make" -> store.put("content".getBytes(java.nio.charset.StandardCharsets.UTF_8));
                case "read" -> {
                    System.out.println("read: "
                            + new String(store.get(Digest.of("content")), java.nio.charset.StandardCharsets.UTF_8));
                    print(() -> store.put(new byte[] {1}));
                }
                default -> fill(folder, store);
            }
        }

        private static void fill(Path folder, Store store) throws IOException {
            Digest small = store.put(new byte[] {1});
            print(() -> store.put(new byte[1_000_000]));
            print(() -> store.create("runs/x/1.json", new byte[1_000_000]));
            System.out.println("small objects are whole: "
                    + (store.get(small).length == 1 && store.list("runs/").isEmpty()));
            try (var left = Files.list(folder.resolve("tmp"))) {
                System.out.println("left in tmp: " + left.count());
            }
        }

        private static void print(Runnable call) {
            try {
                call.run();
                System.out.println("went well");
            } catch (RetrainException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
