package retrain.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import retrain.data.Table;
import retrain.event.Observer;
import retrain.run.Digest;
import retrain.spec.Task;
import retrain.spec.XgboostMetrics;
import retrain.train.TrainedModel;
import retrain.train.TrainedModel.Point;
import retrain.train.Trainer.TrainingJob;

/** A training by SageMaker's built-in XGBoost. */
final class RemoteXgboost implements RemoteTraining {
    private static final String TRAIN = "train";
    private static final String TYPE = "application/x-parquet";

    /** {@code [12]#011train-auc:0.81234#011validation-auc:0.70123}: a tab, as CloudWatch shows it or as it is. */
    private static final Pattern ROUND = Pattern.compile("\\[(\\d+)](?:#011|\\t)(.*)");

    private static final Pattern VALUE = Pattern.compile("((?:train|validation)-[^\\s:#]+):([^\\s#]+)");

    private final TrainingJob job;
    private final XgboostTraining training;
    private final XgboostParameters parameters;
    private final XgboostCard card;
    private final int shares;

    private RemoteXgboost(
            TrainingJob job, XgboostTraining training, XgboostParameters parameters, XgboostCard card, int shares) {
        this.job = job;
        this.training = training;
        this.parameters = parameters;
        this.card = card;
        this.shares = shares;
    }

    static RemoteXgboost of(TrainingJob job, int shares, Observer observer) {
        XgboostTraining training = new XgboostTraining(job, observer, () -> false);
        boolean several = job.spec().task() == Task.MULTICLASS;
        List<String> classes = several
                ? training.classes(job.store().fetch(job.snapshot().train().digest()))
                : List.of();
        XgboostParameters parameters = XgboostParameters.of(job.spec(), classes);
        return new RemoteXgboost(job, training, parameters, training.card(parameters.objective(), classes), shares);
    }

    /** The container looks at no metric but those that are named when it ends early. */
    @Override
    public SortedMap<String, String> hyperparameters() {
        SortedMap<String, String> all = new TreeMap<>(parameters.told());
        String metrics = String.join(",", XgboostMetrics.told(job.spec()));
        if (!metrics.isEmpty()) {
            all.put("eval_metric", metrics);
        }
        all.put("seed", Integer.toString(parameters.seed()));
        return all;
    }

    @Override
    public List<Channel> channels() {
        List<Channel> channels = new ArrayList<>();
        channels.add(channel(TRAIN, job.snapshot().train(), shares));
        job.snapshot().validation().ifPresent(table -> channels.add(channel("validation", table, 1)));
        return channels;
    }

    /** What the files hold follows from the table and the features with their categories. */
    private Channel channel(String name, Table table, int parts) {
        return new Channel(
                name,
                TYPE,
                Digest.of(table.digest() + " " + card.text() + " " + parts),
                IntStream.range(0, parts)
                        .mapToObj(i -> "part-" + i + ".parquet")
                        .toList(),
                parts > 1);
    }

    @Override
    public void write(Channel channel, Path folder) {
        boolean train = channel.name().equals(TRAIN);
        Table table =
                train ? job.snapshot().train() : job.snapshot().validation().orElseThrow();
        EncodedFiles.write(
                job.store().fetch(table.digest()),
                card,
                train ? "training" : channel.name(),
                train && card.task() == Task.BINARY,
                channel.files().stream().map(folder::resolve).toList());
    }

    @Override
    public Optional<Program> program() {
        return Optional.empty();
    }

    /** The container counts rounds from 0. */
    @Override
    public Function<String, List<Point>> metrics() {
        return line -> {
            Matcher round = ROUND.matcher(line);
            List<Point> points = new ArrayList<>();
            if (round.find()) {
                Matcher value = VALUE.matcher(round.group(2));
                while (value.find()) {
                    Optional<Double> number = MetricPatterns.number(value.group(2));
                    number.ifPresent(
                            v -> points.add(new Point(Integer.parseInt(round.group(1)) + 1, value.group(1), v)));
                }
            }
            return points;
        };
    }

    @Override
    public TrainedModel adopt(Path archive, String trainer, List<Point> curve) {
        return training.adopt(archive, parameters, hyperparameters(), card, trainer, curve);
    }
}
