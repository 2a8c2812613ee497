package retrain.aws;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import retrain.aws.AwsServer.Refused;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/** Tuning jobs of SageMaker: each look trains one trial, with values of chance from the ranges, in {@link FakeTraining}. */
final class FakeTuning {
    private static final long BEGIN = 1_764_150_000L;
    private static final int PAGE = 2;

    private final FakeTraining training;
    private final Map<String, Search> searches = new ConcurrentHashMap<>();

    /** One search. */
    static final class Search {
        final Map<String, Object> request;
        private final Random random;
        private final List<Map<String, Object>> trials = new ArrayList<>();
        private String status = "InProgress";

        private Search(Map<String, Object> request) {
            this.request = request;
            this.random = new Random(Long.parseLong(String.valueOf(config().getOrDefault("RandomSeed", "0"))));
        }

        private Map<String, Object> config() {
            return object(request, "HyperParameterTuningJobConfig");
        }

        private boolean isGrid() {
            return "Grid".equals(config().get("Strategy"));
        }

        private List<?> categories() {
            return (List<?>) object(config(), "ParameterRanges").getOrDefault("CategoricalParameterRanges", List.of());
        }

        /** A grid has a number of trials of its own, and no ranges of numbers. */
        private void refuseOtherGrids() {
            int combinations = 1;
            for (Object range : categories()) {
                combinations *= values(range).size();
            }
            Map<String, Object> ranges = object(config(), "ParameterRanges");
            boolean numbers = !((List<?>) ranges.getOrDefault("ContinuousParameterRanges", List.of())).isEmpty()
                    || !((List<?>) ranges.getOrDefault("IntegerParameterRanges", List.of())).isEmpty();
            if (isGrid() && (numbers || combinations != most())) {
                throw new Refused(400, "ValidationException", "a grid of " + combinations + " combinations");
            }
        }

        private int most() {
            return Integer.parseInt(
                    String.valueOf(object(config(), "ResourceLimits").get("MaxNumberOfTrainingJobs")));
        }
    }

    FakeTuning(AwsServer server, FakeTraining training) {
        this.training = training;
        server.on("SageMaker.CreateHyperParameterTuningJob", this::create);
        server.on("SageMaker.DescribeHyperParameterTuningJob", this::describe);
        server.on("SageMaker.StopHyperParameterTuningJob", this::stop);
        server.on("SageMaker.ListTrainingJobsForHyperParameterTuningJob", this::list);
    }

    /** {@return the names of the searches} */
    List<String> names() {
        return List.copyOf(new TreeMap<>(searches).keySet());
    }

    Search search(String name) {
        return Optional.ofNullable(searches.get(name)).orElseThrow();
    }

    /** {@return InProgress, Completed, Stopped} */
    String status(String name) {
        return search(name).status;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Map<String, Object> request, String key) {
        return (Map<String, Object>) request.getOrDefault(key, Map.of());
    }

    private Object create(JsonNode json) {
        @SuppressWarnings("unchecked")
        Map<String, Object> request =
                (Map<String, Object>) Optional.ofNullable(AwsServer.plain(json)).orElseThrow();
        String name = String.valueOf(request.get("HyperParameterTuningJobName"));
        if (!name.matches("[a-zA-Z0-9](-*[a-zA-Z0-9]){0,31}")) {
            throw new Refused(400, "ValidationException", "HyperParameterTuningJobName " + name);
        }
        Map<String, Object> definition = object(request, "TrainingJobDefinition");
        for (String key : List.of("AlgorithmSpecification", "RoleArn", "OutputDataConfig", "StoppingCondition")) {
            if (!definition.containsKey(key)) {
                throw new Refused(400, "ValidationException", key + " must not be null");
            }
        }
        Search search = new Search(request);
        search.refuseOtherGrids();
        if (searches.putIfAbsent(name, search) != null) {
            throw new Refused(400, "ResourceInUse", "a tuning job of that name exists already");
        }
        return Map.of("HyperParameterTuningJobArn", arn(name));
    }

    private static String arn(String name) {
        return "arn:aws:sagemaker:us-east-1:123456789012:hyper-parameter-tuning-job/" + name;
    }

    private Search known(JsonNode json) {
        Search search = searches.get(
                json.field("HyperParameterTuningJobName").orElseThrow().text());
        if (search == null) {
            throw new Refused(400, "ResourceNotFound", "Amazon SageMaker can't find a tuning job of that name.");
        }
        return search;
    }

    private Object describe(JsonNode json) {
        Search search = known(json);
        String name = json.field("HyperParameterTuningJobName").orElseThrow().text();
        synchronized (search) {
            if (search.status.equals("Stopping")) {
                search.status = "Stopped";
            } else if (search.status.equals("InProgress")) {
                train(name, search);
            }
            Map<String, Object> answer = new LinkedHashMap<>(search.request);
            answer.remove("Tags");
            answer.put("HyperParameterTuningJobArn", arn(name));
            answer.put("HyperParameterTuningJobStatus", search.status);
            answer.put("CreationTime", BEGIN);
            answer.put(
                    "TrainingJobStatusCounters",
                    Map.of(
                            "Completed", search.trials.size(),
                            "InProgress", 1,
                            "RetryableError", 0,
                            "NonRetryableError", 0,
                            "Stopped", 0));
            answer.put("ObjectiveStatusCounters", Map.of("Succeeded", search.trials.size(), "Pending", 0, "Failed", 0));
            return answer;
        }
    }

    private void train(String name, Search search) {
        Map<String, String> tuned = drawn(search);
        Map<String, Object> definition = object(search.request, "TrainingJobDefinition");
        Map<String, Object> request = new LinkedHashMap<>(definition);
        Map<String, Object> hyperparameters = new TreeMap<>(object(definition, "StaticHyperParameters"));
        hyperparameters.putAll(tuned);
        String metric = String.valueOf(
                object(search.config(), "HyperParameterTuningJobObjective").get("MetricName"));
        hyperparameters.put("_tuning_objective_metric", metric);
        request.put("HyperParameters", hyperparameters);
        String trial = name + "-" + String.format("%03d", search.trials.size() + 1) + "-abcdef01";
        FakeTraining.Job job = training.trial(trial, request);
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("TrainingJobName", trial);
        summary.put("TrainingJobArn", "arn:aws:sagemaker:us-east-1:123456789012:training-job/" + trial);
        summary.put("CreationTime", BEGIN + search.trials.size());
        summary.put("TrainingEndTime", BEGIN + search.trials.size() + 1);
        summary.put("TrainingJobStatus", training.status(trial));
        summary.put("TunedHyperParameters", tuned);
        summary.put("ObjectiveStatus", "Succeeded");
        job.lastOf(metric)
                .ifPresent(value -> summary.put(
                        "FinalHyperParameterTuningJobObjectiveMetric", Map.of("MetricName", metric, "Value", value)));
        search.trials.add(summary);
        if (search.trials.size() == search.most()) {
            search.status = "Completed";
        }
    }

    private static Map<String, String> drawn(Search search) {
        Map<String, Object> ranges = object(search.config(), "ParameterRanges");
        Map<String, String> drawn = new TreeMap<>();
        ((List<?>) ranges.getOrDefault("ContinuousParameterRanges", List.of())).forEach(range -> {
            double low = number(range, "MinValue");
            double high = number(range, "MaxValue");
            drawn.put(text(range, "Name"), String.valueOf(low + search.random.nextDouble() * (high - low)));
        });
        ((List<?>) ranges.getOrDefault("IntegerParameterRanges", List.of())).forEach(range -> {
            int low = (int) number(range, "MinValue");
            int high = (int) number(range, "MaxValue");
            drawn.put(text(range, "Name"), String.valueOf(low + search.random.nextInt(high - low + 1)));
        });
        boolean grid = search.isGrid();
        int rest = search.trials.size();
        for (Object range : search.categories()) {
            List<?> values = values(range);
            int value = grid ? rest % values.size() : search.random.nextInt(values.size());
            drawn.put(text(range, "Name"), String.valueOf(values.get(value)));
            rest /= values.size();
        }
        return drawn;
    }

    private static List<?> values(Object range) {
        return (List<?>) Optional.ofNullable(((Map<?, ?>) range).get("Values")).orElseThrow();
    }

    private static String text(Object range, String key) {
        return String.valueOf(((Map<?, ?>) range).get(key));
    }

    private static double number(Object range, String key) {
        return Double.parseDouble(text(range, key));
    }

    private Object stop(JsonNode json) {
        Search search = known(json);
        if (!search.status.equals("InProgress")) {
            throw new Refused(400, "ValidationException", "the tuning job is in status " + search.status);
        }
        search.status = "Stopping";
        return Map.of();
    }

    private Object list(JsonNode json) {
        List<Map<String, Object>> all = known(json).trials;
        int from = json.field("NextToken").map(t -> Integer.parseInt(t.text())).orElse(0);
        int to = Math.min(all.size(), from + PAGE);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("TrainingJobSummaries", List.copyOf(all.subList(from, to)));
        if (to < all.size()) {
            answer.put("NextToken", String.valueOf(to));
        }
        return answer;
    }
}
