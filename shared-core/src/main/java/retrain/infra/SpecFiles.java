package retrain.infra;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.run.FileTree;
import retrain.spec.PrepareSpec;
import retrain.spec.ScriptSpec;
import retrain.spec.Spec;

/** The files of a spec's folder that go to AWS with it: those that the spec names, and nothing else of the folder. */
public final class SpecFiles {
    /** What is unpacked with a function may have 250 MB, engines included. */
    private static final long MOST_BYTES = 50_000_000;

    private static final Pattern SECRET = Pattern.compile(
            "\\.env.*|.*\\.(pem|key|p12|pfx|jks|keystore|ppk)|id_(rsa|dsa|ecdsa|ed25519).*|credentials.*|\\.netrc|\\.npmrc|\\.pypirc");

    private final Path base;
    private final SortedMap<String, Path> files = new TreeMap<>();
    private final List<Problem> problems = new ArrayList<>();

    private SpecFiles(Path base) {
        this.base = base.toAbsolutePath().normalize();
    }

    /**
     * {@return the files by their paths from the spec's folder, with slashes}
     *
     * @throws InvalidInput for files that are not there, not in the folder, secret, or too much together: all of them
     */
    public static SortedMap<String, Path> of(Plan plan) {
        SpecFiles all = new SpecFiles(plan.base());
        Spec spec = plan.spec();
        all.file("config", Optional.of(plan.config()));
        Optional<PrepareSpec> prepare = spec.data().prepare();
        all.file("data.prepare", prepare.flatMap(PrepareSpec::query));
        prepare.map(PrepareSpec::code).orElse(List.of()).forEach(f -> all.file("data.prepare.code", Optional.of(f)));
        spec.data().constraints().ifPresent(c -> {
            all.file("data.constraints.file", c.file());
            all.file("data.constraints.statistics", c.statistics());
        });
        all.file("cost.prices", spec.cost().prices());
        spec.train().script().map(ScriptSpec::code).ifPresent(all::code);
        all.end();
        return Collections.unmodifiableSortedMap(all.files);
    }

    private void file(String key, Optional<String> name) {
        if (name.isEmpty() || name.get().contains("://")) {
            return;
        }
        Path file = base.resolve(name.get()).normalize();
        if (!Files.isRegularFile(file)) {
            wrong(key, "names " + name.get() + ", which is not a file", "Correct the path");
        } else {
            add(key, file);
        }
    }

    private void code(String name) {
        Path folder = base.resolve(name).normalize();
        try {
            for (Path file : FileTree.code(folder)) {
                add("train.script.code", file);
            }
        } catch (IOException e) {
            wrong("train.script.code", "cannot be read (" + e + ")", "Name the folder with the program's files");
        }
    }

    private void add(String key, Path file) {
        if (!file.startsWith(base)) {
            wrong(
                    key,
                    "names " + file + ", which is not in the spec's folder " + base
                            + ": no more than that folder goes to AWS",
                    "Move it there");
        } else if (SECRET.matcher(file.getFileName().toString().toLowerCase(Locale.ROOT))
                .matches()) {
            wrong(
                    key,
                    "would send " + FileTree.name(base, file) + " to AWS, which by its name holds a secret",
                    "Move it to another folder");
        } else {
            files.put(FileTree.name(base, file), file);
        }
    }

    private void end() {
        long bytes = files.values().stream().mapToLong(f -> f.toFile().length()).sum();
        if (bytes > MOST_BYTES) {
            wrong(
                    "infra",
                    String.format(
                            Locale.ROOT,
                            "would send %,d bytes of the spec's files to the functions, which take %,d",
                            bytes,
                            MOST_BYTES),
                    "Move what is no code out of " + largest());
        }
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
    }

    private String largest() {
        return files.entrySet().stream()
                .max((a, b) -> Long.compare(
                        a.getValue().toFile().length(), b.getValue().toFile().length()))
                .map(e -> "the folder of " + e.getKey())
                .orElse("the folder");
    }

    private void wrong(String key, String what, String cure) {
        problems.add(new Problem(Code.SPEC_CONTRADICTION, key, what, cure));
    }
}
