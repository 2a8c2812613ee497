package retrain.aws;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import retrain.event.Event;
import retrain.event.Observer;
import retrain.run.Digest;
import retrain.run.HandedOver;
import retrain.run.Usage;
import software.amazon.awssdk.services.sagemaker.model.CreateEndpointConfigRequest;
import software.amazon.awssdk.services.sagemaker.model.CreateEndpointRequest;
import software.amazon.awssdk.services.sagemaker.model.DescribeEndpointResponse;
import software.amazon.awssdk.services.sagemaker.model.ProductionVariant;
import software.amazon.awssdk.services.sagemaker.model.UpdateEndpointRequest;

/**
 * An endpoint that is there for one scoring, and is removed whatever becomes of it. Its name follows from what it is, so that one that a
 * killed process has left is found, used and removed by the same run when it goes on; {@code clean} names those that nobody came back to.
 */
final class ThrowAwayEndpoint implements Endpoints.Way {
    private final SageMakerTools tools;
    private final ProductionVariant variant;
    private final HostedModel hosted;
    private final String name;

    /**
     * @param names of the endpoint that it is like
     * @param like the variant that it is like; one instance of it
     */
    ThrowAwayEndpoint(SageMakerTools tools, EndpointNames names, ProductionVariant like, HostedModel hosted) {
        this.tools = tools;
        this.hosted = hosted;
        ProductionVariant.Builder one =
                like.toBuilder().variantName(EndpointPlan.ALONE).modelName(null).initialVariantWeight(1f);
        this.variant = (like.serverlessConfig() == null ? one.initialInstanceCount(1) : one).build();
        this.name = names.check(Digest.of(
                hosted.asked(tools.aws()) + " " + variant.instanceTypeAsString() + " " + variant.serverlessConfig()));
    }

    /** What is done with it. */
    interface Use {
        void of(String endpoint);
    }

    /** @param sent the model that is hosted */
    void use(ScoringTask sent, Use use) {
        @Nullable RuntimeException failure = null;
        try {
            make(sent);
            use.of(name);
        } catch (HandedOver e) {
            // It is being made, and is used and removed when it is looked at again.
            throw e;
        } catch (RuntimeException e) {
            failure = e;
        }
        remove(sent.observer(), failure);
        if (failure != null) {
            throw failure;
        }
    }

    private void make(ScoringTask sent) {
        tools.models().upload(sent.artifact(), sent.model());
        tools.models().uploadCode(sent.artifact());
        tools.models().ensure(name, hosted);
        tools.endpoints()
                .ensure(CreateEndpointConfigRequest.builder()
                        .endpointConfigName(name)
                        .productionVariants(variant.toBuilder().modelName(name).build())
                        .tags(tools.models().tags())
                        .build());
        tools.endpoints().reach(name, name, this, now -> {});
    }

    @Override
    public CreateEndpointRequest create() {
        return CreateEndpointRequest.builder()
                .endpointName(name)
                .endpointConfigName(name)
                .tags(tools.models().tags())
                .build();
    }

    @Override
    public UpdateEndpointRequest update(DescribeEndpointResponse now) {
        return UpdateEndpointRequest.builder()
                .endpointName(name)
                .endpointConfigName(name)
                .build();
    }

    /** Also when the thread is interrupted; an endpoint cannot be removed while it is made, so that it is waited for otherwise. */
    private void remove(Observer observer, @Nullable RuntimeException failure) {
        boolean interrupted = Thread.interrupted();
        try {
            Endpoints endpoints = tools.endpoints();
            Optional<DescribeEndpointResponse> there = interrupted ? endpoints.find(name) : endpoints.settled(name);
            if (there.isPresent()) {
                endpoints.delete(name);
                used(there.get().creationTime());
            }
            endpoints.deleteConfig(name);
            tools.models().delete(name);
        } catch (RuntimeException e) {
            observer.on(
                    new Event.Noticed(
                            "the throw-away endpoint " + name
                                    + " could not be removed and may go on to cost; going on with the run removes it, and 'clean' too"));
            if (failure == null) {
                throw e;
            }
            failure.addSuppressed(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void used(Instant since) {
        if (variant.serverlessConfig() != null) {
            return;
        }
        Instant now = tools.clock().instant();
        double seconds = Math.max(0, Duration.between(since, now).toMillis() / 1000.0);
        String job = name + "-" + since.getEpochSecond();
        new Usage(job, "sagemaker-endpoint", variant.instanceTypeAsString(), 1, seconds, seconds, false, now)
                .enter(tools.store());
    }
}
