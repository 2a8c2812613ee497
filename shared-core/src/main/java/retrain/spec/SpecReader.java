package retrain.spec;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;

/** Reads {@code retrain.yaml}: the profile and the overrides are laid over it, then it is bound and checked as a whole. */
public final class SpecReader {
    private static final String PROFILES = "profiles";

    private SpecReader() {}

    /**
     * Reads a spec.
     *
     * @param profile the profile to lay over it
     * @param set overrides, {@code key=value} separated by commas; may be empty
     * @throws InvalidInput with every mistake, each with its file, line and column
     */
    public static Spec read(Path config, Optional<String> profile, String set) {
        List<Problem> problems = new ArrayList<>();
        Tree.Mapping file = YamlFile.read(config, problems);
        Tree.Mapping base = file.without(PROFILES);
        Tree.Mapping chosen =
                profile.map(name -> base.overlaid(profile(file, name))).orElse(base);
        Tree.Mapping whole = Overrides.over(chosen, set, problems);
        Binder binder = new Binder(problems);
        Spec spec = binder.record(Spec.class, whole, "");
        SpecRules.check(spec, binder, problems);
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
        return spec;
    }

    /** {@return the names of the file's profiles, in its order} */
    public static List<String> profiles(Path config) {
        Optional<Tree.Entry> entry = YamlFile.read(config, new ArrayList<>()).entry(PROFILES);
        return entry.isPresent() && entry.get().value() instanceof Tree.Mapping profiles
                ? profiles.entries().stream().map(Tree.Entry::key).toList()
                : List.of();
    }

    private static Tree.Mapping profile(Tree.Mapping file, String name) {
        Optional<Tree.Entry> profiles = file.entry(PROFILES);
        Tree all = profiles.map(Tree.Entry::value).orElse(new Tree.Mapping(List.of(), file.place()));
        if (!(all instanceof Tree.Mapping mapping)) {
            throw new InvalidInput(
                    Code.SPEC_WRONG_VALUE,
                    all.place().toString(),
                    "'profiles' is " + all.described() + ", not a mapping of names to overlays",
                    "Write 'name: {…}' below it, indented");
        }
        List<String> names = mapping.entries().stream().map(Tree.Entry::key).toList();
        Tree overlay = mapping.entry(name)
                .map(Tree.Entry::value)
                .orElseThrow(() -> new InvalidInput(
                        Code.OPTION_WRONG,
                        "option 'profile'",
                        "there is no profile '" + name + "' in " + file.place().file(),
                        names.isEmpty() ? "Add 'profiles: {" + name + ": {…}}' to it" : Words.instead(name, names)));
        if (overlay instanceof Tree.Mapping keys) {
            return keys;
        }
        throw new InvalidInput(
                Code.SPEC_WRONG_VALUE,
                overlay.place().toString(),
                "the profile '" + name + "' is " + overlay.described() + ", not a mapping of keys",
                "Write the keys it changes below it, indented");
    }
}
