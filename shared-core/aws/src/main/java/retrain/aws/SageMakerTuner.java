package retrain.aws;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import retrain.event.Observer;
import retrain.run.JobHandle;
import retrain.run.JobStatus;
import retrain.spec.TuneGoal;
import retrain.train.Trainer.TrainingJob;
import retrain.train.Tuner;
import retrain.train.Tuning;

/** SageMaker's automatic model tuning: it chooses the trials, and trains each as a job. */
final class SageMakerTuner implements Tuner {
    private final BiFunction<TrainingJob, Observer, SageMakerSearch.Setting> settings;
    private final UnaryOperator<Duration> pace;
    private final Map<String, SageMakerSearch> searches = new ConcurrentHashMap<>();

    /** @param settings uploads what a search reads, and says what each trial asks for */
    SageMakerTuner(BiFunction<TrainingJob, Observer, SageMakerSearch.Setting> settings, UnaryOperator<Duration> pace) {
        this.settings = settings;
        this.pace = pace;
    }

    @Override
    public String name() {
        return "SageMaker";
    }

    @Override
    public JobHandle submit(TrainingJob job, TuneGoal goal, Observer observer) {
        SageMakerSearch search = new SageMakerSearch(settings.apply(job, observer), goal);
        search.begin();
        searches.put(job.name(), search);
        return new JobHandle(job.name(), search.location());
    }

    @Override
    public JobStatus poll(JobHandle handle) {
        return search(handle).poll();
    }

    @Override
    public Duration pause(Duration waited) {
        return pace.apply(waited);
    }

    @Override
    public void stop(JobHandle handle) {
        search(handle).stop();
    }

    @Override
    public Tuning collect(JobHandle handle) {
        Tuning tuning = search(handle).collect();
        searches.remove(handle.name());
        return tuning;
    }

    private SageMakerSearch search(JobHandle handle) {
        return Optional.ofNullable(searches.get(handle.name()))
                .orElseThrow(() -> new IllegalStateException(handle.name() + " was not submitted"));
    }
}
