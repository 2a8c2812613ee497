package retrain.local;

import java.nio.file.Path;
import retrain.data.Preparer;
import retrain.data.Rows;
import retrain.evaluate.Scorer;
import retrain.promote.Deployer;
import retrain.run.Store;
import retrain.spec.Spec;
import retrain.spec.SpecDraft;
import retrain.train.Trainer;

/** The adapters that need nothing but this JVM. */
public final class Embedded {
    private Embedded() {}

    /** {@return the store in a folder, made if there is none} */
    public static Store store(Path folder) {
        return FolderStore.open(folder);
    }

    /** {@return what is found in a data file, to draft a spec from} */
    public static SpecDraft.Facts facts(Path file) {
        return DuckDbFacts.of(file);
    }

    public static Preparer preparer() {
        return new DuckDbPreparer();
    }

    public static Rows rows() {
        return new DuckDbRows();
    }

    /** {@return the trainer that the spec asks for} */
    public static Trainer trainer(Spec spec) {
        return spec.train().script().isPresent() ? new ScriptTrainer() : new XgboostTrainer();
    }

    /** {@return a scorer of every format of model} */
    public static Scorer scorer(Store store) {
        return new Scorers(store, new XgboostScorer());
    }

    public static Deployer deployer() {
        return new FolderDeployer();
    }
}
