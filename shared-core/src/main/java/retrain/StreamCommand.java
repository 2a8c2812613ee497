package retrain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import retrain.data.Snapshot;
import retrain.event.Event;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.registry.ModelVersion;
import retrain.run.Digest;
import retrain.run.Json;
import retrain.run.Ledger;
import retrain.run.LedgerEntry;
import retrain.run.RunId;
import retrain.run.WholeFile;
import retrain.spec.StreamSpec;
import retrain.stream.StreamRuns;
import retrain.stream.StreamState;
import retrain.stream.Streaming;
import retrain.train.TrainedModel;

/** Updates the model by batches as they arrive. */
final class StreamCommand implements StreamRuns {
    private static final String STATE = "stream.json";

    private final Setting setting;

    StreamCommand(Setting setting) {
        this.setting = setting;
    }

    Outcome execute() {
        refuse();
        if (setting.request().isOn(Option.DRY_RUN)) {
            return outcome(
                    "Dry run: batches of " + origin(setting.spec().stream().orElseThrow()) + " would be learned");
        }
        Streaming streaming = new Streaming(
                setting.spec(),
                setting.context(),
                setting.ports().preparer(setting.spec(), setting.base()),
                setting.ports().scorer(setting.spec(), setting.base(), setting.store()),
                setting.ports().rows(),
                setting.ports().trainer(setting.spec()),
                this,
                delivered -> setting.ports().batches(setting.spec(), setting.context(), delivered),
                this::write);
        return outcome("The stream has ended: " + streaming.run());
    }

    private static String origin(StreamSpec stream) {
        return stream.kafka()
                .map(k -> "the topic " + k.topic())
                .or(() -> stream.kinesis().map(k -> "the stream " + k.stream()))
                .or(stream::folder)
                .orElseThrow();
    }

    private void refuse() {
        if (setting.spec().stream().isEmpty()) {
            throw new InvalidInput(
                    Code.SPEC_MISSING_KEY,
                    "stream",
                    "is not in the spec, so that nothing says where batches come from",
                    "Add 'stream: {folder: incoming}', or one of kafka or kinesis");
        }
        Intent intent = Intent.parse(setting.request().value(Option.INTENT).orElseThrow());
        if (intent.kind() == Intent.Kind.PULL_REQUEST) {
            throw new InvalidInput(
                    Code.OPTION_WRONG,
                    "option 'intent'",
                    "is " + intent.text() + ", and a stream takes its batches for good",
                    "Use branch, schedule or manual");
        }
    }

    private static Outcome outcome(String summary) {
        return new Outcome(Outcome.Kind.DONE, summary, List.of(), Optional.empty(), Optional.empty());
    }

    @Override
    public Optional<ModelVersion> champion() {
        return setting.registry().champion();
    }

    @Override
    public RunId next() {
        return RunId.next(setting.context().clock().instant());
    }

    @Override
    public Judged judge(RunId run, Snapshot rows, TrainedModel candidate, String because) {
        Outcome outcome =
                new Runs(setting).run(run, Command.STREAM, pipeline -> pipeline.judge(rows, candidate, because));
        return new Judged(
                new RunId(outcome.run().orElseThrow()),
                outcome.kind().name().toLowerCase(Locale.ROOT),
                outcome.summary());
    }

    @Override
    public Made retrain(RunId run, String because) {
        if (setting.spec().stream().orElseThrow().kept().isEmpty()) {
            setting.context()
                    .observer()
                    .on(new Event.Noticed(
                            "stream: batches are not kept, so that all is trained anew on data.sources alone;"
                                    + " name a folder with 'land' to have them in"));
        }
        Setting whole = setting.with(setting.spec().withBatches());
        Outcome outcome = new Runs(whole).run(run, Command.RUN, pipeline -> pipeline.run(Command.RUN));
        Ledger ledger = Ledger.open(setting.store(), new RunId(outcome.run().orElseThrow()));
        Digest trained = output(ledger, "train");
        return new Made(
                ledger.run(),
                output(ledger, "prepare"),
                trained,
                Json.read(setting.store().get(trained), TrainedModel.class, "object " + trained)
                        .artifact());
    }

    private static Digest output(Ledger ledger, String stage) {
        return ledger.done(stage).map(LedgerEntry.Done::output).orElseThrow();
    }

    /** Whole or as it was: who reads it may do so at any time. */
    private void write(StreamState state) {
        Path out = setting.request().out();
        try {
            Files.createDirectories(out);
            WholeFile.write(out.resolve(STATE), Json.pretty(state));
        } catch (IOException e) {
            throw BackendFailure.permanent(
                    new Problem(
                            Code.STORE_UNUSABLE,
                            out.resolve(STATE).toString(),
                            "cannot be written (" + e + ")",
                            "Free space or grant access to the folder of the reports"),
                    e);
        }
    }
}
