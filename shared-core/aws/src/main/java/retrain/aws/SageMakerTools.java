package retrain.aws;

import java.time.Clock;
import java.util.Optional;
import retrain.run.Store;
import retrain.spec.AwsSpec;
import retrain.spec.Spec;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;

/** What serves and scores on SageMaker works with. */
record SageMakerTools(
        AwsSpec aws,
        AwsClients clients,
        SageMakerClient sagemaker,
        S3Transfer s3,
        SageMakerModels models,
        Endpoints endpoints,
        Store store,
        Clock clock) {
    static SageMakerTools of(Spec spec, Store store, Clock clock) {
        AwsSpec aws = spec.aws();
        AwsClients clients = new AwsClients(aws);
        SageMakerClient sagemaker = clients.of(SageMakerClient.builder());
        S3Transfer s3 = new S3Transfer(clients.s3(), aws.kmsKey());
        return new SageMakerTools(
                aws,
                clients,
                sagemaker,
                s3,
                new SageMakerModels(sagemaker, s3, spec, store),
                new Endpoints(sagemaker, aws, journeys(spec, store)),
                store,
                clock);
    }

    private static Journeys journeys(Spec spec, Store store) {
        return spec.aws().handOver().isPresent() ? Journeys.kept(store, spec.model()) : Journeys.ofThisProcess();
    }

    Optional<String> kmsKey() {
        return aws.kmsKey();
    }
}
