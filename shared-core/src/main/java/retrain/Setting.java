package retrain;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import retrain.event.Observer;
import retrain.registry.Registry;
import retrain.run.Context;
import retrain.run.Json;
import retrain.run.Stages;
import retrain.run.Store;
import retrain.spec.HandOverSpec;
import retrain.spec.Spec;
import retrain.spec.SpecReader;

/** What a command that has a spec works with. */
record Setting(Request request, Spec spec, Path base, Context context, Registry registry, Ports ports) {
    static Setting open(Request request, Ports ports, Observer observer) {
        Path config = config(request);
        Spec spec = spec(request);
        Path base = config.resolveSibling("");
        Path folder = base.resolve(spec.folder());
        Store store = ports.store(spec, folder);
        Context context =
                new Context(base, store, folder.resolve("scratch"), ports.clock(), observer, ports.remotes(spec));
        return new Setting(request, spec, base, context, new Registry(store, spec.model(), ports.clock()), ports);
    }

    static Spec spec(Request request) {
        return SpecReader.read(
                config(request),
                request.value(Option.PROFILE),
                request.value(Option.SET).orElse(""));
    }

    static Path config(Request request) {
        return request.directory()
                .resolve(request.value(Option.CONFIG).orElseThrow())
                .toAbsolutePath()
                .normalize();
    }

    /** {@return the same with another spec of the same model} */
    Setting with(Spec other) {
        return new Setting(request, other, base, context, registry, ports);
    }

    /** {@return whether this process does the stage of a name} */
    Predicate<String> own() {
        Optional<HandOverSpec> handOver = spec.aws().handOver();
        return handOver.isPresent() ? handOver.get()::does : Stages.ALL;
    }

    /** {@return whether results of earlier runs are taken} */
    boolean reuses() {
        return !spec.aws().handOver().map(HandOverSpec::anew).orElse(false);
    }

    /** {@return the spec as a run keeps it: who begins and awaits its jobs is not a part of what is made} */
    byte[] kept() {
        return Json.write(spec.withoutHandOver());
    }

    Store store() {
        return context.store();
    }

    /** {@return the version of Retrain, as its jar says; "development" outside of a jar} */
    static String version() {
        return Optional.ofNullable(Setting.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
