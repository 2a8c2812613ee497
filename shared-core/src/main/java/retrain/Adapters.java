package retrain;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;
import retrain.cost.Leavings;
import retrain.data.RowMaker;
import retrain.evaluate.Scorer;
import retrain.event.Observer;
import retrain.infra.Pipelines;
import retrain.infra.Plan;
import retrain.infra.Stacks;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.promote.Deployer;
import retrain.report.Tracker;
import retrain.run.Context;
import retrain.run.RemoteFiles;
import retrain.run.Store;
import retrain.spec.Spec;
import retrain.stream.RecordLog;
import retrain.train.Trainer;

/**
 * Adapters that a module beside the core brings, found by {@link ServiceLoader} on the class path of the core: a dependency that is added to
 * the Maven plugin. Whatever a module does not bring is empty. Asked for only when the spec names something that needs it.
 */
public interface Adapters {
    /** {@return the name of the module, such as {@code retrain-aws}} */
    String artifact();

    /**
     * {@return what reads files at addresses of this kind, such as {@code s3://bucket/prefix}}
     *
     * @param access what it says goes before what the spec says
     */
    default Optional<RemoteFiles> files(Spec spec, String address, RemoteFiles.Access access) {
        return Optional.empty();
    }

    /**
     * {@return the store that the spec names, made if there is none, if it is one of this module's}
     *
     * @param folder on this machine, for copies
     */
    default Optional<Store> store(Spec spec, Path folder) {
        return Optional.empty();
    }

    /**
     * {@return notices on the store that the spec names and on where its runs are told, as far as they are this module's; both are looked at without
     * writing anything}
     *
     * @throws InvalidInput for all that must be mended before it is used
     */
    default Optional<List<String>> checked(Spec spec) {
        return Optional.empty();
    }

    /** {@return the log that the spec's stream cuts its batches from, if it is one of this module's} */
    default Optional<RecordLog> log(Spec spec, Context context) {
        return Optional.empty();
    }

    /** {@return what makes the rows as the spec says, if that is this module's} */
    default Optional<RowMaker> maker(Spec spec) {
        return Optional.empty();
    }

    /** {@return what trains as the spec says, if that is this module's} */
    default Optional<Trainer> trainer(Spec spec) {
        return Optional.empty();
    }

    /**
     * {@return what scores as the spec says, if that is this module's}
     *
     * @param base what the spec's paths are relative to
     */
    default Optional<Scorer> scorer(Spec spec, Path base, Store store) {
        return Optional.empty();
    }

    /** {@return what scores a model as it will be served, if the spec wants that of this module} */
    default Optional<Scorer> checker(Spec spec, Context context) {
        return Optional.empty();
    }

    /** {@return what serves as the spec says, if that is this module's} */
    default Optional<Deployer> deployer(Spec spec, Context context) {
        return Optional.empty();
    }

    /**
     * {@return the stack of a plan as it is in an account}
     *
     * @param observer hears what happens to it
     */
    default Optional<Stacks> stacks(Plan plan, Observer observer) {
        return Optional.empty();
    }

    /**
     * {@return the pipeline of SageMaker of a plan as it is in an account}
     *
     * @param observer hears what happens in it
     */
    default Optional<Pipelines> pipelines(Plan plan, Observer observer) {
        return Optional.empty();
    }

    /** {@return what finds that the model has left something that costs, where this module works} */
    default Optional<Leavings> leavings(Spec spec, Context context) {
        return Optional.empty();
    }

    /** {@return where the spec's runs are also told, as far as that is this module's} */
    default Optional<List<Tracker>> trackers(Spec spec, Context context) {
        return Optional.empty();
    }

    /**
     * {@return what the first module that has it brings}
     *
     * @param artifact the module that would have it
     * @param where the key of the spec that needs it
     * @throws InvalidInput if no module on the class path has it: it says which one to add
     */
    static <T> T require(String artifact, String where, Function<Adapters, Optional<T>> wanted) {
        for (Adapters adapters : found()) {
            Optional<T> brought = wanted.apply(adapters);
            if (brought.isPresent()) {
                return brought.get();
            }
        }
        throw new InvalidInput(
                Code.SPEC_CONTRADICTION,
                where,
                "needs the module " + artifact + ", which is not on the class path",
                "Add io.retrain:" + artifact
                        + " to the <dependencies> of retrain-maven-plugin, in Retrain's own version");
    }

    private static List<Adapters> found() {
        return ServiceLoader.load(Adapters.class, Adapters.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }
}
