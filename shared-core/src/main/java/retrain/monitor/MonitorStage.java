package retrain.monitor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import retrain.data.Column;
import retrain.data.Snapshot;
import retrain.data.Sources;
import retrain.event.Allocation;
import retrain.event.Event;
import retrain.monitor.ColumnDrift.Role;
import retrain.monitor.NewWindows.Cut;
import retrain.monitor.SamplePlan.Table;
import retrain.run.Context;
import retrain.run.Digest;
import retrain.run.Inputs;
import retrain.run.Json;
import retrain.run.Stage;
import retrain.spec.DriftSpec;
import retrain.spec.LiveSpec;
import retrain.spec.Spec;

/** The stage that looks at what came since the champion, window by window. */
public final class MonitorStage implements Stage<Monitoring> {
    /** Changes whenever this version would find something else in the same inputs. */
    private static final int RULES = 2;

    private final Spec spec;
    private final Context context;
    private final Snapshot current;
    private final Optional<WatchedModel> champion;
    private final Watching watching;
    private @Nullable Sources liveFiles;

    /** @param champion absent if there is none yet: then only a stated reference can be compared with */
    public MonitorStage(
            Spec spec, Context context, Snapshot current, Optional<WatchedModel> champion, Watching watching) {
        this.spec = spec;
        this.context = context;
        this.current = current;
        this.champion = champion;
        this.watching = watching;
    }

    @Override
    public String name() {
        return "monitor";
    }

    @Override
    public Class<Monitoring> type() {
        return Monitoring.class;
    }

    @Override
    public Inputs inputs() {
        Inputs.Builder inputs = new Inputs.Builder();
        inputs.add("data", "rows", current.digest());
        champion.ifPresent(c -> {
            inputs.add(
                    "model",
                    "champion",
                    "version " + c.number() + ", " + c.artifact().archive());
            inputs.add("model", "what it promised", c.evaluated());
            inputs.add("model", "champion's scorer", watching.scorer().version(c.artifact()));
        });
        inputs.add("spec", "monitor", Digest.of(Json.write(spec.monitor())));
        if (spec.monitor().live().isPresent() && champion.isPresent()) {
            LivePredictions.describe(liveFiles(spec.monitor().live().get()), context, inputs);
        }
        inputs.add("spec", "target", spec.target());
        inputs.add("spec", "seed", spec.seed());
        return inputs.add("retrain", "rules of monitor", RULES).build();
    }

    @Override
    public Monitoring run(Job job) {
        context.clear(job);
        try {
            return look(context.scratch(job));
        } finally {
            context.clear(job);
        }
    }

    private Monitoring look(Path scratch) {
        NewWindows cutting = new NewWindows(spec, context.store(), watching.rows(), current, champion, scratch);
        Optional<Cut> reference = cutting.reference();
        return reference.isPresent()
                ? monitoring(
                        reference.get().name(),
                        reference.get().table().rows(),
                        windows(cutting, reference.get(), scratch))
                : monitoring("a champion, which there is none of yet", 0, List.of());
    }

    private Monitoring monitoring(String reference, long rows, List<Window> windows) {
        return new Monitoring(spec.model(), champion.map(WatchedModel::number), reference, rows, windows);
    }

    private List<Window> windows(NewWindows cutting, Cut reference, Path scratch) {
        Optional<LivePredictions> live = live(scratch);
        List<Cut> cuts = cutting.windows(live.flatMap(LivePredictions::last));
        if (cuts.isEmpty()) {
            return List.of();
        }
        DriftSpec drift = spec.monitor().drift();
        List<Table> tables = cuts.stream().map(Cut::table).toList();
        SamplePlan plan = DriftMeasure.plan(drift, columns(), reference.table(), tables);
        try (Samples samples = watching.samples().open(plan, scratch, context.observer())) {
            DriftMeasure measure = DriftMeasure.of(
                    drift, columns(), watching.classifier(), spec.seed(), samples, reference.table(), tables);
            return windows(cuts, measure, live, scratch);
        }
    }

    private List<Window> windows(List<Cut> cuts, DriftMeasure measure, Optional<LivePredictions> live, Path scratch) {
        Optional<ChampionScores> scores = champion.map(c -> new ChampionScores(spec, context, watching, c));
        List<Window> windows = new ArrayList<>();
        Allocation work = Allocation.of(name(), "windows", "windows", cuts.size());
        for (Cut cut : cuts) {
            boolean newest = windows.size() == cuts.size() - 1;
            Optional<Drift> drift = cut.table().rows() == 0
                    ? Optional.empty()
                    : Optional.of(measure.drift(
                            cut.table(), scores.map(s -> s.of(cut, scratch)).orElse(List.of())));
            windows.add(new Window(
                    cut.name(),
                    cut.from(),
                    cut.to(),
                    cut.table().rows(),
                    drift,
                    live.flatMap(l -> l.within(cut, newest))));
            context.observer().on(new Event.Progressed(work, windows.size(), cut.name()));
        }
        return windows;
    }

    /** Those that the inputs name are those that are read. */
    private Sources liveFiles(LiveSpec live) {
        Sources known = liveFiles;
        if (known == null) {
            known = LivePredictions.files(live, context);
            liveFiles = known;
        }
        return known;
    }

    /** Without a champion nothing was predicted yet. */
    private Optional<LivePredictions> live(Path scratch) {
        Optional<LiveSpec> wanted = spec.monitor().live();
        return wanted.isPresent() && champion.isPresent()
                ? Optional.of(LivePredictions.read(
                        spec, wanted.get(), liveFiles(wanted.get()), context, watching, champion.get(), scratch))
                : Optional.empty();
    }

    /** {@return the champion's features, or what would be trained on, and the target} */
    private List<Watched> columns() {
        Snapshot known = champion.map(WatchedModel::snapshot).orElse(current);
        List<Watched> columns = new ArrayList<>();
        for (String feature : known.features()) {
            columns.add(watched(known, feature, Role.FEATURE));
        }
        columns.add(watched(known, spec.target(), Role.LABEL));
        List<String> chosen = spec.monitor().drift().columns();
        List<String> ignored = spec.monitor().drift().ignore();
        columns.removeIf(c -> ignored.contains(c.column()) || (!chosen.isEmpty() && !chosen.contains(c.column())));
        return columns;
    }

    private static Watched watched(Snapshot snapshot, String column, Role role) {
        Column.Kind kind = snapshot.schema().find(column).map(Column::kind).orElse(Column.Kind.NUMBER);
        return new Watched(column, role, kind);
    }

    @Override
    public String summary(Monitoring output) {
        long alarms = output.windows().stream().filter(Window::alarm).count();
        return String.format(
                Locale.ROOT, "%d windows, %d with an alarm", output.windows().size(), alarms);
    }
}
