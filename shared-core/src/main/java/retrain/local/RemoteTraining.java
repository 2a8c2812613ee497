package retrain.local;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import retrain.event.Observer;
import retrain.run.Digest;
import retrain.run.Inputs;
import retrain.spec.Spec;
import retrain.train.TrainedModel;
import retrain.train.TrainedModel.Point;
import retrain.train.Trainer.TrainingJob;

/** A training on machines elsewhere: what it is given, and how what it has made becomes a model here. */
public interface RemoteTraining {
    /**
     * {@return the training that a job asks for}
     *
     * @param shares files that the training rows are parted into, for as many machines
     * @throws retrain.problem.InvalidInput if the rows cannot be trained on
     */
    static RemoteTraining of(TrainingJob job, int shares, Observer observer) {
        return job.spec().train().script().isPresent()
                ? new RemoteScript(job)
                : RemoteXgboost.of(job, shares, observer);
    }

    /** Adds what the model depends on besides the rows, wherever it is trained. */
    static void describe(Spec spec, Path base, Inputs.Builder inputs) {
        if (spec.train().script().isPresent()) {
            new ScriptTrainer().describe(spec, base, inputs);
        } else {
            XgboostTrainer.describe(spec, inputs);
        }
    }

    /** {@return the hyperparameters as texts, by their names in SageMaker, the seed among them} */
    SortedMap<String, String> hyperparameters();

    /** {@return what the training reads, the training rows first} */
    List<Channel> channels();

    /** Writes the files of a channel into a folder that is there. */
    void write(Channel channel, Path folder);

    /** {@return the program that trains, if it is not a part of the container} */
    Optional<Program> program();

    /** {@return what finds the metrics in the lines that a training prints, which are told in their order} */
    Function<String, List<Point>> metrics();

    /**
     * Makes a model of what the training has made, and keeps it in the store.
     *
     * @param archive the {@code model.tar.gz}
     * @param trainer name and version of what trained it
     * @throws retrain.problem.BackendFailure if the archive holds no such model
     */
    TrainedModel adopt(Path archive, String trainer, List<Point> curve);

    /**
     * A program in the words of SageMaker's script mode.
     *
     * @param entryPoint the file within the archive that is run
     * @param archive the {@code sourcedir.tar.gz}
     * @param digest of the archive
     */
    record Program(String entryPoint, Path archive, Digest digest) {}

    /**
     * Files that a training reads.
     *
     * @param name train, validation, model
     * @param type of their contents
     * @param digest of what decides about their contents, so that files that are there already need not be written again
     * @param files their names
     * @param shared whether each machine gets some of the files alone
     */
    record Channel(String name, String type, Digest digest, List<String> files, boolean shared) {
        public Channel {
            files = List.copyOf(files);
        }
    }
}
