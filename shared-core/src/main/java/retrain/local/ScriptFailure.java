package retrain.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import retrain.spec.ScriptSpec;

/** Why a training program that has ended did not do its work. */
final class ScriptFailure {
    /** As much of the failure file as SageMaker shows. */
    private static final int LONGEST_REASON = 1024;

    private static final int FIRST_SIGNAL = 128;
    private static final int LAST_SIGNAL = 128 + 64;

    private ScriptFailure() {}

    /** {@return why it failed; empty if it ended well and left a model} */
    static Optional<String> of(int exitCode, ScriptFolders folders, ScriptSpec script, List<String> tail)
            throws IOException {
        String reason = reason(folders.failure());
        if (exitCode != 0 || !reason.isEmpty()) {
            return Optional.of(exit(exitCode) + (reason.isEmpty() ? "" : ": " + reason) + output(tail, folders));
        }
        return model(folders, script).map(wrong -> wrong + output(tail, folders));
    }

    private static String exit(int code) {
        if (code > FIRST_SIGNAL && code <= LAST_SIGNAL) {
            return "its program was killed by signal " + (code - FIRST_SIGNAL)
                    + (code == FIRST_SIGNAL + 9 ? ", perhaps for want of memory" : "");
        }
        return code == 0 ? "its program wrote a failure file" : "its program ended with exit code " + code;
    }

    private static String reason(Path failure) throws IOException {
        if (!Files.isRegularFile(failure)) {
            return "";
        }
        byte[] start;
        try (var in = Files.newInputStream(failure)) {
            start = in.readNBytes(LONGEST_REASON);
        }
        String text =
                printable(StandardCharsets.UTF_8.decode(ByteBuffer.wrap(start)).toString());
        return text.isBlank() ? "it wrote an empty failure file" : text.strip();
    }

    private static Optional<String> model(ScriptFolders folders, ScriptSpec script) throws IOException {
        try (Stream<Path> all = Files.walk(folders.model())) {
            Optional<Path> odd = all.filter(f -> !Files.isDirectory(f, LinkOption.NOFOLLOW_LINKS))
                    .filter(f -> !Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .findFirst();
            if (odd.isPresent()) {
                String name = Archives.name(folders.model(), odd.get());
                return Optional.of("its program left '" + name + "' in SM_MODEL_DIR, which is not an ordinary file");
            }
        }
        if (Archives.files(folders.model()).isEmpty()) {
            return Optional.of("its program ended well, but left no file in SM_MODEL_DIR");
        }
        return script.onnx()
                .filter(file -> !Files.isRegularFile(folders.model().resolve(file)))
                .map(file -> "its program left no '" + file + "' (train.script.onnx) in SM_MODEL_DIR");
    }

    private static String output(List<String> tail, ScriptFolders folders) {
        if (tail.isEmpty()) {
            return "; it printed nothing";
        }
        return tail.stream()
                .map(line -> "\n  | " + printable(line))
                .collect(Collectors.joining("", "; the end of its output (all in " + folders.log() + "):", ""));
    }

    /** Control characters, such as those that colour, have no place in a message. */
    static String printable(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> Character.isISOControl(c) && c != '\n' && c != '\t' ? '?' : c)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }
}
