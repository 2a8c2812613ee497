package retrain.lambda;

import java.util.List;

/** Does the stages that read rows, up to the next job that somebody else does. It needs the engines: DuckDB and XGBoost4J. */
public final class StepHandler extends RunHandler {
    public StepHandler() {
        this(Environment.usual());
    }

    StepHandler(Environment environment) {
        super(environment, List.of("prepare", "inspect", "tune", "train", "evaluate"));
    }
}
