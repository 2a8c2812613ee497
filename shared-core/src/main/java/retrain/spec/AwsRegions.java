package retrain.spec;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The regions of AWS, as the endpoint data of botocore has them (November 2026), and what they lack. */
final class AwsRegions {
    private static final Set<String> ALL = new TreeSet<>(Set.of(
            "af-south-1",
            "ap-east-1",
            "ap-east-2",
            "ap-northeast-1",
            "ap-northeast-2",
            "ap-northeast-3",
            "ap-south-1",
            "ap-south-2",
            "ap-southeast-1",
            "ap-southeast-2",
            "ap-southeast-3",
            "ap-southeast-4",
            "ap-southeast-5",
            "ap-southeast-6",
            "ap-southeast-7",
            "ca-central-1",
            "ca-west-1",
            "cn-north-1",
            "cn-northwest-1",
            "eu-central-1",
            "eu-central-2",
            "eu-isoe-west-1",
            "eu-north-1",
            "eu-south-1",
            "eu-south-2",
            "eu-west-1",
            "eu-west-2",
            "eu-west-3",
            "eusc-de-east-1",
            "il-central-1",
            "me-central-1",
            "me-south-1",
            "mx-central-1",
            "sa-east-1",
            "us-east-1",
            "us-east-2",
            "us-gov-east-1",
            "us-gov-west-1",
            "us-iso-east-1",
            "us-iso-west-1",
            "us-isob-east-1",
            "us-isob-west-1",
            "us-isof-east-1",
            "us-isof-south-1",
            "us-west-1",
            "us-west-2"));

    /** Without SageMaker and Glue. */
    private static final Set<String> WITHOUT = Set.of("us-iso-west-1", "us-isob-west-1");

    /** Without CodePipeline or CodeBuild. */
    private static final Set<String> WITHOUT_BUILDS =
            Set.of("ap-east-2", "ap-southeast-7", "ca-west-1", "eu-isoe-west-1", "mx-central-1", "us-iso-east-1");

    /** Without EventBridge Pipes. */
    private static final Set<String> WITHOUT_PIPES = Set.of(
            "ap-east-2",
            "ap-southeast-4",
            "ap-southeast-5",
            "ap-southeast-6",
            "ap-southeast-7",
            "ca-west-1",
            "eusc-de-east-1",
            "il-central-1",
            "mx-central-1",
            "us-gov-east-1",
            "us-gov-west-1",
            "us-iso-east-1");

    private AwsRegions() {}

    static boolean hasBuilds(String region) {
        return !WITHOUT_BUILDS.contains(region);
    }

    static boolean hasPipes(String region) {
        return !WITHOUT_PIPES.contains(region);
    }

    /** What is wrong with a region. */
    record Wrong(String what, String cure) {}

    /** {@return why nothing can be deployed there; a region that is only newer than this list is taken} */
    static Optional<Wrong> problem(String region) {
        if (WITHOUT.contains(region)) {
            return Optional.of(
                    new Wrong("is '" + region + "', which has neither SageMaker nor Glue", "Name another region"));
        }
        if (ALL.contains(region) || isNew(region)) {
            return Optional.empty();
        }
        return Optional.of(new Wrong("is '" + region + "', which is no region of AWS", Words.instead(region, ALL)));
    }

    /** Another number of a place that is known, such as mx-central-2. */
    private static boolean isNew(String region) {
        String place = region.replaceAll("[0-9]+$", "");
        return ALL.stream().anyMatch(known -> known.replaceAll("[0-9]+$", "").equals(place));
    }
}
