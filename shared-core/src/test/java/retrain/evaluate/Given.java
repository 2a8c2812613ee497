package retrain.evaluate;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.Specs;
import retrain.spec.DataSpec;
import retrain.spec.EvaluateSpec;
import retrain.spec.GateSpec;
import retrain.spec.Metric;
import retrain.spec.PromoteSpec;
import retrain.spec.Spec;
import retrain.spec.SplitSpec;
import retrain.spec.Task;
import retrain.spec.TrainSpec;

/** Specs for the tests of evaluate and gate. */
public final class Given {
    private Given() {}

    public static Spec spec(Task task, EvaluateSpec evaluate, GateSpec... gates) {
        SplitSpec holdout = new SplitSpec(Optional.empty(), Optional.empty(), Optional.of(0.2));
        DataSpec data = Specs.data(
                Map.of("rows", List.of("rows.csv")),
                Optional.empty(),
                Optional.empty(),
                List.of("id"),
                Optional.empty(),
                List.of(),
                holdout,
                Optional.empty(),
                "1GB");
        TrainSpec train =
                Specs.train(Optional.of(Map.of()), Optional.empty(), TrainSpec.Categories.ORDINAL, Optional.empty(), 1);
        PromoteSpec promote = new PromoteSpec(PromoteSpec.Strategy.REPLACE, "deployed");
        return Specs.spec("m", task, "y", ".retrain", 0, data, train, evaluate, List.of(gates), promote);
    }

    public static EvaluateSpec evaluate(List<Metric> metrics, String... slices) {
        return Specs.evaluate(metrics, List.of(slices), 0.5, 0.5);
    }

    public static GateSpec atLeast(Metric metric, double bound) {
        return gate(metric, Optional.of(bound), Optional.empty(), false, false, Optional.empty());
    }

    public static GateSpec atMost(Metric metric, double bound) {
        return gate(metric, Optional.empty(), Optional.of(bound), false, false, Optional.empty());
    }

    public static GateSpec notWorse(Metric metric, double by) {
        return gate(metric, Optional.empty(), Optional.empty(), true, false, Optional.of(by));
    }

    public static GateSpec better(Metric metric, double by) {
        return gate(metric, Optional.empty(), Optional.empty(), false, true, Optional.of(by));
    }

    public static GateSpec on(String slice, GateSpec gate) {
        return new GateSpec(
                gate.metric(),
                gate.atLeast(),
                gate.atMost(),
                gate.notWorseThan(),
                gate.betterThan(),
                gate.by(),
                Optional.of(slice));
    }

    private static GateSpec gate(
            Metric metric,
            Optional<Double> atLeast,
            Optional<Double> atMost,
            boolean notWorse,
            boolean better,
            Optional<Double> by) {
        Optional<String> champion = Optional.of("champion");
        return new GateSpec(
                metric,
                atLeast,
                atMost,
                champion.filter(c -> notWorse),
                champion.filter(c -> better),
                by,
                Optional.empty());
    }
}
