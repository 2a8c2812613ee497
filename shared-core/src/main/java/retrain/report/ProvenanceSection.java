package retrain.report;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import retrain.promote.Promotion;
import retrain.registry.ModelVersion;
import retrain.run.Digest;
import retrain.run.Json;
import retrain.run.LedgerEntry;
import retrain.train.ModelFormat;
import retrain.train.TrainedModel;

/** Enough to find everything again, and to make the model again. */
final class ProvenanceSection implements Section<RunRecord> {
    @Override
    public String id() {
        return "provenance";
    }

    @Override
    public String title() {
        return "Provenance";
    }

    @Override
    public boolean applies(RunRecord run) {
        return true;
    }

    @Override
    public void write(Markup html, RunRecord run) {
        html.open("div", "class", "pair").line();
        Grid grid = Grid.begin(html, "Where everything comes from").head("What").head("Value");
        run(grid, run);
        if (run.snapshot().isPresent()) {
            digest(grid, "Data snapshot", run.snapshot().get().digest());
        }
        if (run.trained().isPresent()) {
            model(grid, run.trained().get());
        }
        if (run.evaluation().isPresent()) {
            digest(grid, "Holdout rows", run.evaluation().get().holdout());
            digest(grid, "Predictions", run.evaluation().get().predictions());
            if (run.evaluation().get().champion().isPresent()) {
                digest(
                        grid,
                        "Champion's archive",
                        run.evaluation().get().champion().get().archive());
            }
        }
        if (run.version().isPresent()) {
            version(grid, run.version().get());
        }
        if (run.promotion().isPresent()) {
            promotion(grid, run.promotion().get());
        }
        grid.end();
        if (run.trained().isPresent()) {
            hyperparameters(html, run.trained().get().provenance().hyperparameters());
        }
        html.closeLine();
    }

    private static void run(Grid grid, RunRecord run) {
        grid.row("Run").code(run.result().run());
        Optional<LedgerEntry.Began> began = Marks.began(run);
        if (began.isPresent()) {
            grid.row("Retrain").cell(began.get().version());
            grid.row("Began").cell(Marks.time(began.get().at()));
            grid.row("By").cell(began.get().by());
            digest(grid, "Spec", began.get().spec());
            for (String reason : began.get().because()) {
                grid.row("Started because due").cell(Texts.brief(reason, 300));
            }
        }
    }

    private static void model(Grid grid, TrainedModel trained) {
        TrainedModel.Provenance provenance = trained.provenance();
        digest(grid, "Training rows", provenance.trainRows());
        grid.row("Trainer").cell(provenance.trainer());
        grid.row("Seed").cell(Integer.toString(provenance.seed()));
        grid.row("Threads").cell(Integer.toString(provenance.threads()));
        digest(grid, "Model archive", trained.artifact().archive());
        grid.row("Model size").cell(Figures.bytes(trained.artifact().bytes()));
        grid.row("Model format").cell(format(trained.artifact().format()));
        if (provenance.continuedFrom().isPresent()) {
            digest(grid, "Continued from", provenance.continuedFrom().get());
        }
    }

    private static String format(ModelFormat format) {
        if (format instanceof ModelFormat.Onnx onnx) {
            return "ONNX, ".concat(onnx.file());
        }
        if (format instanceof ModelFormat.Container container) {
            return "served by ".concat(String.join(" ", container.serve()));
        }
        return "XGBoost";
    }

    private static void version(Grid grid, ModelVersion version) {
        grid.row("Version").cell(Integer.toString(version.number()));
        grid.row("Registered as").cell(version.registeredAs());
        grid.row("Registered").cell(Marks.time(version.at()));
        grid.row("Registered by").cell(version.by());
        grid.row("Registered in run").code(version.run().text());
    }

    private static void promotion(Grid grid, Promotion promotion) {
        grid.row("Promotion").cell(Json.word(promotion.state()).concat(": ").concat(promotion.reason()));
        grid.row("Served at").cell(promotion.where());
        if (promotion.replaced().isPresent()) {
            grid.row("Replaced")
                    .cell("version "
                            .concat(Integer.toString(promotion.replaced().get())));
        }
    }

    private static void hyperparameters(Markup html, Map<String, String> values) {
        if (values.isEmpty()) {
            return;
        }
        Grid grid = Grid.begin(html, "Hyperparameters in force, defaults included")
                .head("Name")
                .head("Value");
        for (Map.Entry<String, String> value : new TreeMap<>(values).entrySet()) {
            grid.row(value.getKey()).code(Texts.brief(value.getValue(), 300));
        }
        grid.end();
    }

    private static void digest(Grid grid, String name, Digest digest) {
        grid.row(name).code(digest.toString());
    }
}
