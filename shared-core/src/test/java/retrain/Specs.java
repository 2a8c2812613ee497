package retrain;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.spec.AdaptSpec;
import retrain.spec.AwsSpec;
import retrain.spec.CostSpec;
import retrain.spec.DataSpec;
import retrain.spec.DriftSpec;
import retrain.spec.EvaluateSpec;
import retrain.spec.GateSpec;
import retrain.spec.HistorySpec;
import retrain.spec.Metric;
import retrain.spec.MonitorSpec;
import retrain.spec.PrepareSpec;
import retrain.spec.PromoteSpec;
import retrain.spec.SchemaSpec;
import retrain.spec.SchemaSpec.Policy;
import retrain.spec.ScriptSpec;
import retrain.spec.Spec;
import retrain.spec.SplitSpec;
import retrain.spec.Task;
import retrain.spec.ThresholdSpec;
import retrain.spec.TrainSpec;
import retrain.spec.TriggersSpec;

/** Specs for tests that care about some keys only: all others are as they are when absent from the file. */
public final class Specs {
    private Specs() {}

    public static Spec spec(
            String model,
            Task task,
            String target,
            String store,
            int seed,
            DataSpec data,
            TrainSpec train,
            EvaluateSpec evaluate,
            List<GateSpec> gates,
            PromoteSpec promote) {
        return new Spec(
                model,
                task,
                target,
                store,
                seed,
                data,
                train,
                evaluate,
                gates,
                promote,
                HistorySpec.none(),
                monitor(),
                TriggersSpec.NONE,
                Optional.empty(),
                Optional.empty(),
                AwsSpec.usual(),
                CostSpec.any(),
                Optional.empty());
    }

    public static MonitorSpec monitor() {
        return new MonitorSpec(Optional.empty(), "UTC", 12, Optional.empty(), drift(), Optional.empty());
    }

    public static DriftSpec drift() {
        return new DriftSpec(List.of(), List.of(), 0.05, 0.1, 0.05, 0.02, 0.01, true, 0.55);
    }

    public static DataSpec data(
            Map<String, List<String>> sources,
            Optional<PrepareSpec> prepare,
            Optional<String> time,
            List<String> key,
            Optional<List<String>> features,
            List<String> ignore,
            SplitSpec holdout,
            Optional<SplitSpec> validation,
            String memory) {
        return new DataSpec(
                sources,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                prepare,
                time,
                key,
                features,
                ignore,
                Optional.empty(),
                schema(Map.of()),
                List.of(),
                Optional.empty(),
                holdout,
                validation,
                memory);
    }

    /** The policies of a spec that states none. */
    public static SchemaSpec schema(Map<String, AdaptSpec> columns) {
        return new SchemaSpec(
                Policy.FULL_RETRAIN,
                Policy.FULL_RETRAIN,
                Policy.BLOCK,
                Policy.BLOCK,
                Policy.IGNORE,
                Policy.BLOCK,
                Policy.BLOCK,
                0.2,
                SchemaSpec.Compare.ALL,
                columns);
    }

    /** Rows of one file with the key id, a fifth of them held out. */
    public static DataSpec rowsById() {
        return data(
                Map.of("rows", List.of("rows.csv")),
                Optional.empty(),
                Optional.empty(),
                List.of("id"),
                Optional.empty(),
                List.of(),
                new SplitSpec(Optional.empty(), Optional.empty(), Optional.of(0.2)),
                Optional.empty(),
                "1GB");
    }

    public static TrainSpec train(
            Optional<Map<String, Object>> xgboost,
            Optional<ScriptSpec> script,
            TrainSpec.Categories categories,
            Optional<String> continueFrom,
            int threads) {
        return new TrainSpec(xgboost, script, categories, continueFrom, threads, Optional.empty(), Optional.empty());
    }

    public static EvaluateSpec evaluate(List<Metric> metrics, List<String> slices, double threshold, double quantile) {
        return new EvaluateSpec(
                metrics,
                slices,
                new ThresholdSpec(
                        Optional.of(threshold), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                quantile,
                0.95,
                2000,
                Optional.empty(),
                100,
                20,
                Optional.empty());
    }
}
