package retrain.infra;

import java.nio.file.Files;
import java.nio.file.Path;
import retrain.problem.Code;
import retrain.problem.InvalidInput;

/**
 * Where the spec is in a checkout of its repository.
 *
 * @param folder the folder of the spec, relative to the root, with slashes; empty if it is the root
 * @param out the folder that 'infra' writes to, relative to the root
 */
record Checkout(String folder, String out) {
    private static final String PLAIN = "[A-Za-z0-9_/-]([A-Za-z0-9_./-](?!\\.\\./))*";

    static Checkout of(Plan plan) {
        String folder = plan.infra().folder().orElseGet(() -> found(plan.base()));
        String at = folder.equals(".") ? "" : folder;
        String out =
                Path.of(at).resolve(plan.infra().out()).normalize().toString().replace('\\', '/');
        if (!(at + out + plan.config()).matches(PLAIN)) {
            throw new InvalidInput(
                    Code.SPEC_CONTRADICTION,
                    plan.config(),
                    "is built as '" + at + "/" + plan.config() + "' with 'infra.out' "
                            + plan.infra().out() + ", which have signs that are not the same to every shell",
                    "Use letters, digits, '.', '_' and '-' in these names, and an 'infra.out' within the repository");
        }
        return new Checkout(at, out);
    }

    /** Without a repository the spec's folder is taken for its root. */
    private static String found(Path base) {
        Path folder = base.toAbsolutePath().normalize();
        for (Path root = folder; root != null; root = root.getParent()) {
            if (Files.exists(root.resolve(".git"))) {
                return root.relativize(folder).toString().replace('\\', '/');
            }
        }
        return "";
    }

    /** {@return the path of a file of the spec's folder} */
    String file(String name) {
        return folder.isEmpty() ? name : folder + "/" + name;
    }

    /** {@return the path of a file that 'infra' writes} */
    String written(String name) {
        return out.isEmpty() ? name : out + "/" + name;
    }

    /** {@return the way from the spec's folder to the root: {@code ../../}} */
    String up() {
        return "../".repeat(depth(folder));
    }

    /** {@return the way from the folder that 'infra' writes to to the spec's folder} */
    String back() {
        String way = Path.of(out).relativize(Path.of(folder)).toString().replace('\\', '/');
        return way.isEmpty() ? "." : way;
    }

    private static int depth(String path) {
        return path.isEmpty() ? 0 : path.split("/", -1).length;
    }
}
