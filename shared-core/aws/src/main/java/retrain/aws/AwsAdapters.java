package retrain.aws;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.Adapters;
import retrain.cost.Leavings;
import retrain.data.RowMaker;
import retrain.evaluate.Scorer;
import retrain.event.Observer;
import retrain.infra.Pipelines;
import retrain.infra.Plan;
import retrain.infra.Stacks;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.promote.Deployer;
import retrain.report.Tracker;
import retrain.run.Context;
import retrain.run.RemoteFiles;
import retrain.run.Store;
import retrain.spec.PrepareSpec;
import retrain.spec.Spec;
import retrain.spec.StreamSpec;
import retrain.stream.RecordLog;
import retrain.train.Trainer;

/** What this module brings. */
public final class AwsAdapters implements Adapters {
    @Override
    public String artifact() {
        return "retrain-aws";
    }

    @Override
    public Optional<Store> store(Spec spec, Path folder) {
        return spec.storesInS3() ? Optional.of(S3Store.open(spec, folder)) : Optional.empty();
    }

    @Override
    public Optional<List<String>> checked(Spec spec) {
        List<Problem> problems = new ArrayList<>();
        List<String> notices = new ArrayList<>();
        if (spec.storesInS3()) {
            try {
                notices.addAll(S3BucketCheck.of(spec));
            } catch (InvalidInput e) {
                problems.addAll(e.problems());
            }
        }
        notices.addAll(AwsTrackers.check(spec, problems));
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
        return Optional.of(List.copyOf(notices));
    }

    @Override
    public Optional<RecordLog> log(Spec spec, Context context) {
        return spec.stream()
                .flatMap(StreamSpec::kinesis)
                .map(kinesis -> KinesisLog.open(kinesis, new AwsClients(spec.aws()), context.clock()));
    }

    @Override
    public Optional<RowMaker> maker(Spec spec) {
        Optional<PrepareSpec> prepare = spec.data().prepare();
        Optional<RowMaker> glue = prepare.flatMap(PrepareSpec::glue).map(g -> new GlueRows(spec, g));
        Optional<RowMaker> lambda = prepare.flatMap(PrepareSpec::lambda).map(l -> new LambdaRows(spec, l));
        return glue.or(() -> lambda)
                .or(() -> prepare.flatMap(PrepareSpec::processing).map(p -> new ProcessingRows(spec, p)));
    }

    @Override
    public Optional<Trainer> trainer(Spec spec) {
        return spec.train().sagemaker().map(sagemaker -> new SageMakerTrainer(spec));
    }

    @Override
    public Optional<List<Tracker>> trackers(Spec spec, Context context) {
        return spec.history().isInAws() ? Optional.of(AwsTrackers.of(spec, context)) : Optional.empty();
    }

    @Override
    public Optional<RemoteFiles> files(Spec spec, String address, RemoteFiles.Access access) {
        AwsClients clients = new AwsClients(spec.aws());
        if (address.startsWith(CatalogFiles.SCHEME)) {
            return Optional.of(CatalogFiles.open(clients));
        }
        return S3Address.is(address) ? Optional.of(S3Files.open(clients.s3(access))) : Optional.empty();
    }

    @Override
    public Optional<Scorer> scorer(Spec spec, Path base, Store store) {
        return spec.evaluate().sagemaker().map(score -> new SageMakerScorer(spec, score, store));
    }

    @Override
    public Optional<Scorer> checker(Spec spec, Context context) {
        return spec.promote().endpoint().map(endpoint -> SageMakerScorer.checker(spec, endpoint, context));
    }

    @Override
    public Optional<Deployer> deployer(Spec spec, Context context) {
        return spec.promote().endpoint().map(endpoint -> new EndpointDeployer(spec, endpoint, context));
    }

    @Override
    public Optional<Stacks> stacks(Plan plan, Observer observer) {
        return Optional.of(CloudFormationStacks.of(plan, observer));
    }

    @Override
    public Optional<Pipelines> pipelines(Plan plan, Observer observer) {
        return Optional.of(SageMakerPipelines.of(plan, observer));
    }

    @Override
    public Optional<Leavings> leavings(Spec spec, Context context) {
        return Optional.of(new AwsLeavings(spec, context));
    }
}
