package retrain.aws;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;
import retrain.spec.AwsSpec;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.CreateEndpointConfigRequest;
import software.amazon.awssdk.services.sagemaker.model.CreateEndpointRequest;
import software.amazon.awssdk.services.sagemaker.model.DescribeEndpointResponse;
import software.amazon.awssdk.services.sagemaker.model.EndpointStatus;
import software.amazon.awssdk.services.sagemaker.model.UpdateEndpointRequest;

/**
 * Endpoints, and how they come to serve a configuration: asked for once, whoever is killed when, and believed only when they say that they
 * serve it. SageMaker tells of things that are not there, or are there already, by a {@code ValidationException} and words.
 */
final class Endpoints {
    private static final Set<EndpointStatus> MOVING = EnumSet.of(
            EndpointStatus.CREATING,
            EndpointStatus.UPDATING,
            EndpointStatus.SYSTEM_UPDATING,
            EndpointStatus.ROLLING_BACK,
            EndpointStatus.DELETING);

    /** Looks at an endpoint that tells nothing of what was asked for until that is believed: what was written may be read late. */
    static final int LATE_LOOKS = 5;

    private final SageMakerClient sagemaker;
    private final AwsSpec aws;
    private final Journeys journeys;

    Endpoints(SageMakerClient sagemaker, AwsSpec aws) {
        this(sagemaker, aws, Journeys.ofThisProcess());
    }

    Endpoints(SageMakerClient sagemaker, AwsSpec aws, Journeys journeys) {
        this.sagemaker = sagemaker;
        this.aws = aws;
        this.journeys = journeys;
    }

    /** How an endpoint comes to a configuration. */
    interface Way {
        CreateEndpointRequest create();

        /** What is done for an endpoint that serves something else; throws if it must not be touched. */
        UpdateEndpointRequest update(DescribeEndpointResponse now);
    }

    static boolean isThere(SdkException e) {
        String code = AwsFailure.code(e);
        String message = AwsFailure.message(e);
        return code.equals("ResourceInUse")
                || (code.equals("ValidationException")
                        && (message.contains("already existing") || message.contains("already exists")));
    }

    static boolean isGone(SdkException e) {
        String code = AwsFailure.code(e);
        String message = AwsFailure.message(e);
        return code.equals("ResourceNotFound")
                || (code.equals("ValidationException")
                        && (message.contains("Could not find") || message.contains("does not exist")));
    }

    /** Whether the endpoint is changing just now, so that it cannot be told to. */
    private static boolean isBusy(SdkException e) {
        return AwsFailure.code(e).equals("ValidationException")
                && AwsFailure.message(e).contains("in-progress");
    }

    /** Does something to what may not be there. */
    static void unlessGone(String where, String action, Runnable call) {
        try {
            call.run();
        } catch (SdkException e) {
            if (!isGone(e)) {
                throw AwsFailure.of(where, action, e);
            }
        }
    }

    Optional<DescribeEndpointResponse> find(String name) {
        try {
            return Optional.of(sagemaker.describeEndpoint(r -> r.endpointName(name)));
        } catch (SdkException e) {
            if (isGone(e)) {
                return Optional.empty();
            }
            throw AwsFailure.of(where(name), "sagemaker:DescribeEndpoint", e);
        }
    }

    /** Makes the configuration, unless it is there: its name holds the digest of all that was asked for. */
    void ensure(CreateEndpointConfigRequest config) {
        try {
            sagemaker.createEndpointConfig(config);
        } catch (SdkException e) {
            if (!isThere(e)) {
                throw AwsFailure.of(
                        "endpoint configuration " + config.endpointConfigName(), "sagemaker:CreateEndpointConfig", e);
            }
        }
    }

    /** Waits until the endpoint is not changing. {@return how it is then; empty if there is none} */
    Optional<DescribeEndpointResponse> settled(String name) {
        Pauses pauses = new Pauses(where(name), aws);
        Optional<DescribeEndpointResponse> now = find(name);
        while (now.filter(e -> MOVING.contains(e.endpointStatus())).isPresent()) {
            pauses.pause();
            now = find(name);
        }
        return now;
    }

    /**
     * Brings the endpoint to the configuration, and waits until it serves it.
     *
     * @param told hears how the endpoint is, whenever it was looked at
     * @throws BackendFailure {@code DEPLOYMENT_FAILED} if it ends with another one, as after an alarm, or fails
     */
    DescribeEndpointResponse reach(String name, String config, Way way, Consumer<DescribeEndpointResponse> told) {
        return new Journey(name, config, way, told).end();
    }

    /** Removes an endpoint, if it is there, and waits until it is gone. */
    void remove(String name) {
        settled(name);
        delete(name);
        Pauses pauses = new Pauses(where(name), aws);
        while (find(name).isPresent()) {
            pauses.pause();
        }
    }

    /** Begins to remove an endpoint. */
    void delete(String name) {
        unlessGone(where(name), "sagemaker:DeleteEndpoint", () -> sagemaker.deleteEndpoint(r -> r.endpointName(name)));
    }

    void deleteConfig(String name) {
        unlessGone(
                "endpoint configuration " + name,
                "sagemaker:DeleteEndpointConfig",
                () -> sagemaker.deleteEndpointConfig(r -> r.endpointConfigName(name)));
    }

    static String where(String name) {
        return "endpoint " + name;
    }

    /** One way of an endpoint to a configuration. */
    private final class Journey {
        private final String name;
        private final String config;
        private final Way way;
        private final Consumer<DescribeEndpointResponse> told;
        private final Pauses pauses;

        /** Whether this or an earlier, killed process has asked for the configuration. */
        private boolean asked;

        /** Whether the endpoint has been seen to move since then. */
        private boolean moved;

        private int looks;

        Journey(String name, String config, Way way, Consumer<DescribeEndpointResponse> told) {
            this.name = name;
            this.config = config;
            this.way = way;
            this.told = told;
            this.pauses = new Pauses(where(name), aws);
            Optional<Journeys.Stand> before = journeys.of(name, config);
            this.asked = before.isPresent();
            this.moved = before.filter(Journeys.Stand::moved).isPresent();
            this.looks = before.map(Journeys.Stand::looks).orElse(0);
        }

        DescribeEndpointResponse end() {
            while (true) {
                Optional<DescribeEndpointResponse> now = find(name);
                now.ifPresent(told);
                if (now.filter(this::serves).isPresent()) {
                    journeys.end(name);
                    return now.get();
                }
                goOn(now);
                if (asked) {
                    journeys.keep(name, new Journeys.Stand(config, moved, looks));
                }
                pauses.pause();
            }
        }

        private void goOn(Optional<DescribeEndpointResponse> now) {
            if (now.isEmpty()) {
                absent();
            } else if (MOVING.contains(now.get().endpointStatus())) {
                asked |= now.get().endpointStatus() != EndpointStatus.DELETING && config.equals(heading(now.get()));
                moved |= asked;
            } else {
                settled(now.get());
            }
        }

        private boolean serves(DescribeEndpointResponse now) {
            return now.endpointStatus() == EndpointStatus.IN_SERVICE && config.equals(now.endpointConfigName());
        }

        private String heading(DescribeEndpointResponse now) {
            return now.pendingDeploymentSummary() == null
                    ? now.endpointConfigName()
                    : now.pendingDeploymentSummary().endpointConfigName();
        }

        private void absent() {
            if (asked && (moved || ++looks > LATE_LOOKS)) {
                throw failed("was removed while it was made", null);
            }
            if (!asked) {
                create();
            }
        }

        private void create() {
            try {
                sagemaker.createEndpoint(way.create());
                asked = true;
            } catch (SdkException e) {
                // Another process, or an answer that was lost: the next look tells what it heads for.
                if (!isThere(e)) {
                    throw AwsFailure.of(where(name), "sagemaker:CreateEndpoint", e);
                }
            }
        }

        private void settled(DescribeEndpointResponse now) {
            boolean failed = now.endpointStatus() == EndpointStatus.FAILED;
            if (asked && (moved || failed || ++looks > LATE_LOOKS)) {
                throw ended(now);
            }
            if (asked) {
                return;
            }
            if (failed) {
                // Nothing else can be done with an endpoint that failed.
                remove(name);
                return;
            }
            update(way.update(now));
        }

        private void update(UpdateEndpointRequest request) {
            try {
                sagemaker.updateEndpoint(request);
                asked = true;
            } catch (SdkException e) {
                if (!isBusy(e)) {
                    throw AwsFailure.of(where(name), "sagemaker:UpdateEndpoint", e);
                }
            }
        }

        private BackendFailure ended(DescribeEndpointResponse now) {
            String reason = now.failureReason() == null ? "" : ": " + now.failureReason();
            return now.endpointStatus() == EndpointStatus.IN_SERVICE
                    ? failed(
                            "went back to the configuration " + now.endpointConfigName() + " instead of serving "
                                    + config + reason,
                            "See its alarms and its log (/aws/sagemaker/Endpoints/" + name
                                    + "); then go on with the run to try again, or bring the version before back by 'rollback'")
                    : failed("is " + now.endpointStatusAsString() + reason, null);
        }

        private BackendFailure failed(String what, @Nullable String cure) {
            journeys.end(name);
            return BackendFailure.permanent(
                    new Problem(
                            Code.DEPLOYMENT_FAILED,
                            where(name),
                            what,
                            cure != null
                                    ? cure
                                    : "See its log (/aws/sagemaker/Endpoints/" + name
                                            + " in CloudWatch Logs), then go on with the run"),
                    null);
        }
    }
}
