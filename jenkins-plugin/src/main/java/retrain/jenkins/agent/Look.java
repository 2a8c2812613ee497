package retrain.jenkins.agent;

import hudson.util.ProcessTree;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import jenkins.security.MasterToSlaveCallable;
import org.jspecify.annotations.Nullable;

/** One look at all processes of an agent that somebody waits for. Runs on the agent. */
final class Look extends MasterToSlaveCallable<List<Sight>, RuntimeException> {
    private static final long serialVersionUID = 1L;

    /** How many bytes of logs one look brings. A run whose turn did not come is read by the next one. */
    private static final int MOST_BYTES = 4 * LogLines.LONGEST_LINE;

    private static final int UNKNOWN_EXIT = -1;

    private final List<Question> questions;

    Look(List<Question> questions) {
        this.questions = new ArrayList<>(questions);
    }

    @Override
    public List<Sight> call() {
        return at(questions, Look::search);
    }

    /** @param search finds out which of the ids have a process */
    static List<Sight> at(List<Question> questions, UnaryOperator<Set<String>> search) {
        Set<String> sought =
                questions.stream().filter(Question::search).map(Question::id).collect(Collectors.toSet());
        Set<String> found = sought.isEmpty() ? Set.of() : search.apply(sought);
        List<Sight> sights = new ArrayList<>();
        int budget = MOST_BYTES;
        for (Question question : questions) {
            Sight sight = at(question, budget >= LogLines.LONGEST_LINE, found.contains(question.id()));
            budget -= sight.log().length;
            sights.add(sight);
        }
        return sights;
    }

    /** The exit code is looked for before the log is read: what is written last is not missed. */
    private static Sight at(Question question, boolean read, boolean found) {
        Path control = Path.of(question.control());
        Integer exit = exit(control.resolve(Control.EXIT));
        File log = control.resolve(Control.LOG).toFile();
        long length = log.length();
        int most = read ? question.most() : 0;
        byte[] bytes = read(log, question.from(), most);
        boolean unreadable = most > 0 && bytes.length == 0;
        return new Sight(
                question.id(),
                Files.isDirectory(control),
                Files.isDirectory(control.resolve(Control.STARTED)),
                bytes,
                !unreadable && question.from() + bytes.length < length,
                exit,
                control.resolve(Control.ALIVE).toFile().lastModified(),
                found);
    }

    /** A file that is damaged still says that the process has ended; what it came to is in the file of the ending. */
    private static @Nullable Integer exit(Path file) {
        if (!Files.isRegularFile(file)) {
            return null;
        }
        try {
            return Integer.valueOf(
                    Files.readString(file, StandardCharsets.US_ASCII).strip());
        } catch (IOException | NumberFormatException e) {
            return UNKNOWN_EXIT;
        }
    }

    /** A log that cannot be read is one that says nothing: the look at the other processes goes on. */
    private static byte[] read(File log, long from, int most) {
        long length = Math.min(most, log.length() - from);
        if (length <= 0) {
            return new byte[0];
        }
        byte[] bytes = new byte[(int) length];
        try (RandomAccessFile file = new RandomAccessFile(log, "r")) {
            file.seek(from);
            file.readFully(bytes);
            return bytes;
        } catch (IOException e) {
            return new byte[0];
        }
    }

    private static Set<String> search(Set<String> ids) {
        return ids.stream().filter(Look::isAlive).collect(Collectors.toSet());
    }

    private static boolean isAlive(String id) {
        for (ProcessTree.OSProcess process : ProcessTree.get()) {
            if (process.hasMatchingEnvVars(Map.of(Control.COOKIE, id))) {
                return true;
            }
        }
        return false;
    }
}
