package retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.event.Event;
import retrain.event.Observer;
import retrain.local.Embedded;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.run.Inputs;
import retrain.run.JobHandle;
import retrain.run.JobStatus;
import retrain.run.Usage;
import retrain.spec.Spec;
import retrain.train.TrainedModel;
import retrain.train.Trainer;

/** Whole commands of a spec that trains on SageMaker, with a trainer in this process that bills half an hour for each job. */
class CostIT {
    private static final Instant NOON = Instant.parse("2026-01-10T12:00:00Z");

    @TempDir
    Path project;

    private final List<String> noticed = new ArrayList<>();
    private Instant now = NOON;
    private int submitted;
    private boolean breaks;

    @BeforeEach
    void spec() throws IOException {
        spec("");
        SmallRows.write(project, 300);
    }

    private void spec(String cost) throws IOException {
        Files.writeString(project.resolve("retrain.yaml"), """
                model: small
                task: binary
                target: late
                data: {sources: {rows: rows.csv}, key: [id], holdout: {fraction: 0.3}}
                train: {xgboost: {rounds: 3}, threads: 1, sagemaker: {instance: ml.m5.xlarge}}
                evaluate: {metrics: [auc]}
                gates: [{metric: auc, at-least: 0.5}]
                aws: {region: us-east-1, role: 'arn:aws:iam::123456789012:role/r', work: s3://b/w}
                cost: {%s}
                """.formatted(cost));
    }

    private Outcome run(Command command, String intent) {
        return run(command, Map.of(Option.INTENT, intent));
    }

    private Outcome run(Command command, Map<Option, String> given) {
        Ports ports = new OtherPorts(OtherPorts.at(Clock.fixed(now, ZoneOffset.UTC))) {
            @Override
            public Trainer trainer(Spec spec) {
                return new Billing(Embedded.trainer(spec));
            }
        };
        Map<Option, String> options = new HashMap<>(given);
        options.keySet().removeIf(o -> !o.belongsTo(command));
        Observer observer = e -> {
            if (e instanceof Event.Noticed n) {
                noticed.add(n.message());
            }
        };
        return new Retrain(observer, ports)
                .execute(new Request(command, options, project, project.resolve("out"), "test"));
    }

    @Test
    void shouldTellTheWorstCaseBeforeAnythingStarts() {
        String worst = "at worst the run costs $5.52 in AWS (training: 1 x ml.m5.xlarge for at most 24.0 h, $5.52)";

        assertThat(run(Command.VALIDATE, Map.of()).text()).contains(worst);
        assertThat(run(Command.RUN, Map.of(Option.DRY_RUN, "true")).text()).containsExactly(worst);
        run(Command.RUN, Map.of());

        assertThat(noticed).contains(worst);
    }

    @Test
    void shouldRefuseBeforeAnythingStarts() throws IOException {
        spec("per-run: 5.51");

        assertThatThrownBy(() -> run(Command.RUN, Map.of()))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("cost.per-run: allows $5.51, and at worst the run costs $5.52")
                .hasMessageContaining("[BUDGET_EXCEEDED]");
        assertThat(run(Command.HISTORY, Map.of()).text()).containsExactly("Model 'small' has no versions yet");
        assertThat(run(Command.PREPARE, Map.of()).kind()).isEqualTo(Outcome.Kind.PREPARED);
    }

    @Test
    void shouldCountWhatRunsUsedAgainstTheMonth() throws IOException {
        spec("per-month: 5.6");
        run(Command.RUN, Map.of());
        assertThat(submitted).isEqualTo(1);

        assertThatThrownBy(() -> run(Command.RUN, Map.of()))
                .hasMessageContaining("2026-01 has cost $0.12, runs that go on may cost $0.00");
        now = Instant.parse("2026-02-01T00:00:00Z");
        assertThat(run(Command.RUN, Map.of()).kind()).isEqualTo(Outcome.Kind.UNCHANGED);
    }

    @Test
    void shouldKeepWhatMayGoOnReservedUntilTheRunIsGoneOnWith() throws IOException {
        spec("per-month: 11");
        breaks = true;
        assertThatThrownBy(() -> run(Command.RUN, Map.of())).isInstanceOf(BackendFailure.class);
        assertThatThrownBy(() -> run(Command.RUN, Map.of())).hasMessageContaining("runs that go on may cost $5.52");
        breaks = false;

        String begun = run(Command.HISTORY, Map.of()).text().stream()
                .flatMap(line -> line.strip().lines())
                .filter(line -> line.startsWith("2026"))
                .map(line -> line.substring(0, "20260110T120000Z-000000".length()))
                .findFirst()
                .orElseThrow();
        run(Command.RUN, Map.of(Option.RUN, begun));

        run(Command.RUN, Map.of());
    }

    @Test
    void shouldTellWhatTheRunCost() throws IOException {
        run(Command.RUN, Map.of());

        assertThat(Files.readString(project.resolve("out/result.json")))
                .contains("\"cost\" : {", "\"dollars\" : 0.115", "\"saved\" : 0.115");
        assertThat(Files.readString(project.resolve("out/report.html")))
                .contains("The run cost $0.12 in AWS; at worst it could have been $5.52. Spot instances saved $0.12.");
        assertThat(Files.readString(project.resolve("out/report.md"))).contains("The run cost \\$0.12 in AWS");
        assertThat(run(Command.HISTORY, Map.of()).text()).anyMatch(line -> line.contains("cost $0.12"));
        assertThat(Files.readString(project.resolve("out/history.csv"))).contains(",cost_usd", ",0.115");

        // Nothing changed: nothing is trained, and nothing paid.
        run(Command.RUN, Map.of());
        assertThat(Files.readString(project.resolve("out/report.md")))
                .contains("The run used nothing in AWS that is paid by its time");
    }

    @Test
    void shouldWaitForTheWindowIfNobodyDoes() throws IOException {
        spec("window: '22:00-06:00 UTC'");

        Outcome waits = run(Command.RUN, "schedule");
        assertThat(waits.kind()).isEqualTo(Outcome.Kind.NOT_DUE);
        assertThat(waits.summary())
                .isEqualTo("work in AWS begins from 22:00 to 06:00 in UTC only, next from 2026-01-10T22:00:00Z on");
        assertThat(submitted).isZero();
        assertThat(run(Command.CHECK, "branch").text())
                .anyMatch(line -> line.contains("work in AWS begins from 22:00"));
        now = Instant.parse("2026-01-10T22:00:00Z");
        assertThat(run(Command.CHECK, "branch").kind()).isEqualTo(Outcome.Kind.DUE);
        assertThat(run(Command.RUN, "schedule").kind()).isEqualTo(Outcome.Kind.PROMOTED);
    }

    @Test
    void shouldLetOthersRunAtAnyHourUnlessAllWait() throws IOException {
        spec("window: '22:00-06:00 UTC'");
        assertThat(run(Command.RUN, "pull-request/1").kind()).isEqualTo(Outcome.Kind.HELD);
        assertThat(run(Command.RUN, "manual").kind()).isEqualTo(Outcome.Kind.PROMOTED);

        spec("window: '22:00-06:00 UTC', window-for: all");
        assertThat(run(Command.RUN, "manual").kind()).isEqualTo(Outcome.Kind.NOT_DUE);
        assertThat(run(Command.PREPARE, "manual").kind()).isEqualTo(Outcome.Kind.PREPARED);
    }

    private final class Billing implements Trainer {
        private final Trainer real;

        Billing(Trainer real) {
            this.real = real;
        }

        @Override
        public void describe(Spec spec, Path base, Inputs.Builder inputs) {
            real.describe(spec, base, inputs);
        }

        @Override
        public JobHandle submit(TrainingJob job, Observer observer) {
            submitted++;
            return real.submit(job, observer);
        }

        @Override
        public JobStatus poll(JobHandle handle) {
            if (breaks) {
                Problem lost = new Problem(Code.REMOTE_FAILED, "SageMaker", "cannot be reached", "Go on later");
                throw BackendFailure.retryable(lost, null, null);
            }
            return real.poll(handle);
        }

        @Override
        public void stop(JobHandle handle) {
            real.stop(handle);
        }

        @Override
        public TrainedModel collect(JobHandle handle, TrainingJob job) {
            new Usage(job.name(), "sagemaker-training", "ml.m5.xlarge", 1, 3600, 1800, true, now).enter(job.store());
            return real.collect(handle, job);
        }

        @Override
        public List<TrainedModel.Point> curve(JobHandle handle, TrainingJob job) {
            return real.curve(handle, job);
        }
    }
}
