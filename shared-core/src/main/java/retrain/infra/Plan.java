package retrain.infra;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.spec.EndpointSpec;
import retrain.spec.InfraSpec;
import retrain.spec.Spec;

/**
 * What the parts of a stack are made from.
 *
 * @param base the folder of the spec
 * @param config the spec's file, relative to its folder
 * @param profile the profile that was laid over it, which the functions lay over it as well
 */
public record Plan(Spec spec, InfraSpec infra, Path base, String config, Optional<String> profile) {
    /** {@return the plan of a spec} Throws InvalidInput if it has no key 'infra'. */
    public static Plan of(Spec spec, Path base, String config, Optional<String> profile) {
        InfraSpec infra = spec.infra()
                .orElseThrow(() -> new InvalidInput(
                        Code.SPEC_CONTRADICTION,
                        config,
                        "has no key 'infra', so it is not known what to make in AWS",
                        "Add 'infra: {}', or pick the profile that has it: -Dretrain.profile=aws"));
        return new Plan(spec, infra, base, config, profile);
    }

    /** {@return the stack's name, and the beginning of the names of what it makes} */
    public String stack() {
        return infra.stackFor(spec.model());
    }

    /** {@return the physical name of a part of the stack: {@code retrain-flight-delay-trigger}} */
    public String name(String part) {
        return stack() + "-" + part;
    }

    /** {@return the name of the state machine} */
    public String machine() {
        return stack();
    }

    /** {@return the ARN of the state machine, made of its name: its functions, which it refers to, cannot refer to it} */
    Object machineArn() {
        return Cfn.sub("arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:" + machine());
    }

    /** {@return the bucket of the store} */
    public String storeBucket() {
        return S3Name.of(spec.store()).bucket();
    }

    /** {@return where the store is in its bucket, without a slash at either end; may be empty} */
    public String storePrefix() {
        return S3Name.of(spec.store()).key();
    }

    /** {@return where jobs have their inputs and outputs} */
    public S3Name work() {
        return spec.aws()
                .work()
                .map(S3Name::of)
                .orElseGet(() -> S3Name.of(spec.store()).below("work"));
    }

    /** {@return where the code of the functions is put} */
    public S3Name code() {
        return infra.code()
                .map(S3Name::of)
                .orElseGet(() -> S3Name.of(spec.store()).below("code"));
    }

    /** {@return every place in S3 that sources are read from: what stands before the first wildcard} */
    public List<S3Name> sources() {
        return spec.data().sources().values().stream()
                .flatMap(List::stream)
                .filter(address -> address.startsWith("s3://"))
                .map(address -> S3Name.of(address.replaceAll("[*?\\[{].*", "")))
                .distinct()
                .toList();
    }

    /** {@return the buckets of the sources, sorted} */
    public List<String> sourceBuckets() {
        TreeSet<String> buckets = new TreeSet<>();
        sources().forEach(s -> buckets.add(s.bucket()));
        return List.copyOf(buckets);
    }

    /** {@return the name of the endpoint that serves the model, if one does} */
    public Optional<String> endpoint() {
        return spec.promote().endpoint().map((EndpointSpec e) -> e.nameFor(spec.model()));
    }

    /** {@return the role of the spec's jobs, by name: the stack makes it} */
    public Optional<String> jobRole() {
        return spec.aws().role().map(arn -> arn.substring(arn.lastIndexOf('/') + 1));
    }
}
