package retrain.spec;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What all that runs in AWS shares. Credentials are never in a spec: they come from where the AWS SDK looks. */
public record AwsSpec(
        @Key(
                doc = "The region. Absent: that of the environment, the profile or the machine.",
                pattern = "[a-z]{2}(-[a-z]+)+-[0-9]")
        Optional<String> region,

        @Key(
                doc = "The role that jobs, models and endpoints run as: arn:aws:iam::123456789012:role/retrain.",
                pattern = "arn:aws[a-z-]*:iam::[0-9]{12}:role/.+")
        Optional<String> role,

        @Key(doc = "The role to assume before anything is asked, for another account or fewer permissions.")
        Optional<AssumeSpec> assume,

        @Key(
                doc =
                        "Where the inputs and outputs of jobs are: s3://bucket/prefix. Absent: 'work' in the store, if that is in S3.",
                pattern = "s3://[^/]+(/.*)?")
        Optional<String> work,

        @Key(doc = "The key of KMS that everything written is encrypted with: an ARN, an id or an alias.")
        Optional<String> kmsKey,

        @Key(
                doc =
                        "The folder on this machine, relative to this file, for copies of what a store in S3 holds, and for what is not kept.",
                orElse = ".retrain")
        String folder,

        @Key(
                doc =
                        "The storage class of the objects that a store in S3 writes; one that is read at once. Absent: as the bucket has it.",
                pattern = READ_AT_ONCE)
        Optional<String> storageClass,

        @Key(doc = "Subnets of the VPC that jobs and endpoints run in.", orElse = "[]")
        List<String> subnets,

        @Key(doc = "Security groups in that VPC.", orElse = "[]")
        List<String> securityGroups,

        @Key(doc = "Whether containers can reach no network at all.", orElse = "false")
        boolean networkIsolation,

        @Key(doc = "Tags of everything that is made.", orElse = "{}")
        Map<String, String> tags,

        @Key(
                doc = "Seconds between two looks at a job when it begins; they grow to a minute.",
                orElse = "5",
                min = 0.01,
                max = 60)
        double poll,

        @Key(
                doc =
                        "Jobs are not begun here: the run is set down with the request for whoever begins and awaits them, such as a state machine,"
                                + " and is gone on with after that.")
        Optional<HandOverSpec> handOver) {
    /** Storage classes from which an object is read without bringing it back first. */
    static final String READ_AT_ONCE = "STANDARD|STANDARD_IA|ONEZONE_IA|INTELLIGENT_TIERING|GLACIER_IR";

    /** As the environment says. */
    public static AwsSpec usual() {
        return new AwsSpec(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                ".retrain",
                Optional.empty(),
                List.of(),
                List.of(),
                false,
                Map.of(),
                5,
                Optional.empty());
    }

    public AwsSpec {
        subnets = List.copyOf(subnets);
        securityGroups = List.copyOf(securityGroups);
        tags = Ordered.copy(tags);
    }

    /** {@return the name of a job, which is another one if somebody else has begun it under that} */
    public String begunAs(String job) {
        return handOver.isPresent() ? handOver.get().begunAs(job) : job;
    }

    /** {@return the same of a process that begins and awaits its jobs itself} */
    AwsSpec withoutHandOver() {
        return new AwsSpec(
                region,
                role,
                assume,
                work,
                kmsKey,
                folder,
                storageClass,
                subnets,
                securityGroups,
                networkIsolation,
                tags,
                poll,
                Optional.empty());
    }

    /** A role to assume. */
    public record AssumeSpec(
            @Key(
                    doc = "The role: arn:aws:iam::123456789012:role/name.",
                    pattern = "arn:aws[a-z-]*:iam::[0-9]{12}:role/.+")
            String role,

            @Key(doc = "The external id that the role's trust policy asks for.")
            Optional<String> externalId) {}
}
