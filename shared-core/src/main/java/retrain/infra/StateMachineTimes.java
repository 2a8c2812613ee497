package retrain.infra;

import java.time.Duration;
import java.util.Map;
import retrain.spec.EvaluateSpec;
import retrain.spec.GlueSpec;
import retrain.spec.ProcessingSpec;
import retrain.spec.SageMakerScoreSpec.TransformSpec;
import retrain.spec.SageMakerTrainSpec;
import retrain.spec.Span;
import retrain.spec.Spec;

/** How long things may take, in seconds. A job ends itself at the limit that the spec sets it; the machine gives it an hour more to begin and to end. */
final class StateMachineTimes {
    static final long MORE = Duration.ofHours(1).toSeconds();

    /** An execution may take a year. */
    private static final long MOST = Duration.ofDays(365).toSeconds();

    private StateMachineTimes() {}

    static long prepare(Spec spec) {
        long glue = spec.data()
                .prepare()
                .flatMap(p -> p.glue())
                .map(GlueSpec::timeout)
                .orElse(0);
        long processing = spec.data()
                .prepare()
                .flatMap(p -> p.processing())
                .map(ProcessingSpec::timeout)
                .orElse(0);
        return Duration.ofMinutes(Math.max(glue, processing)).toSeconds() + MORE;
    }

    static long train(SageMakerTrainSpec sagemaker) {
        Duration most = sagemaker.spot() ? sagemaker.maxWaitSpan() : sagemaker.maxTimeSpan();
        return Math.min(MOST, most.toSeconds() + MORE);
    }

    /** All trials, so many of them at once. */
    static long tune(Spec spec) {
        SageMakerTrainSpec sagemaker = spec.train().sagemaker().orElseThrow();
        int rounds = spec.train()
                .tune()
                .map(t -> (t.trials() + t.parallel() - 1) / t.parallel())
                .orElse(1);
        return Math.min(MOST, rounds * train(sagemaker));
    }

    static long score(EvaluateSpec evaluate) {
        return evaluate.sagemaker()
                        .flatMap(s -> s.transform())
                        .map(TransformSpec::maxRuntime)
                        .orElse(0)
                + MORE;
    }

    static long span(String text) {
        return Math.min(MOST, Span.of(text).length().toSeconds());
    }

    /** {@return the limit of the whole: no less than all states together take if each is tried as often as it may be, so that a state's own limit, after which it is recorded what happened, comes first} */
    static long all(Map<String, Map<String, Object>> states) {
        long sum = 0;
        for (Map<String, Object> state : states.values()) {
            sum += state.get("TimeoutSeconds") instanceof Number n ? n.longValue() : 0;
        }
        return Math.min(MOST, StateMachineFlow.TRIES * sum + StateMachineFlow.LOOKS * (long) StateMachineFlow.JOB_WAIT);
    }
}
