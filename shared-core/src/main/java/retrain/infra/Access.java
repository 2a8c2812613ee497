package retrain.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import retrain.infra.Role.Statement;
import retrain.spec.AwsSpec;

/** What several roles may do with the places that the spec names: store, work folder, sources, keys, logs, networks. */
final class Access {
    /** The first sign of a pattern or of a version in the address of a source. */
    private static final Pattern WILDCARD = Pattern.compile("[*?\\[{].*");

    /** What SageMaker and CodeBuild look at before they make network interfaces. */
    private static final List<String> NETWORK_LOOKS = List.of(
            "ec2:DescribeDhcpOptions",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeSecurityGroups",
            "ec2:DescribeSubnets",
            "ec2:DescribeVpcs");

    private final Plan plan;

    Access(Plan plan) {
        this.plan = plan;
    }

    /**
     * Reading and writing the store. It is listed without a condition on the prefix: whoever may list only below a prefix is told
     * 'access denied', not 'absent', of an object that is not there.
     */
    List<Statement> store() {
        List<Statement> all = new ArrayList<>(documents());
        all.add(Statement.of(
                "Uploads",
                "Large files go up in parts; an upload that fails is aborted.",
                List.of(Arn.below(place())),
                "s3:AbortMultipartUpload"));
        return all;
    }

    /** Reading and writing what is small in the store. */
    List<Statement> documents() {
        return List.of(
                Statement.of(
                        "Store",
                        "The ledger, data sets, models and their aliases are read from the store and written to it.",
                        List.of(Arn.below(place())),
                        "s3:GetObject",
                        "s3:PutObject"),
                list(
                        "StoreList",
                        "Runs and versions are found by lists; and without it what is absent looks forbidden.",
                        place()));
    }

    /** What was asked of an endpoint that moves. */
    Statement journeys() {
        return Statement.of(
                "Journeys",
                "What was asked of the endpoint is kept while it moves, from one call of the function to the next.",
                List.of(Arn.below(place().below("models/" + plan.spec().model() + "/endpoints"))),
                "s3:DeleteObject");
    }

    private S3Name place() {
        return new S3Name(plan.storeBucket(), plan.storePrefix());
    }

    private static Statement list(String sid, String why, S3Name place) {
        return Statement.of(sid, why, List.of(Arn.bucket(place.bucket())), "s3:ListBucket");
    }

    /** Inputs and outputs of jobs, if they are not in the store. */
    List<Statement> work() {
        return isInStore(plan.work())
                ? List.of()
                : List.of(
                        Statement.of(
                                "WorkFolder",
                                "Inputs of jobs are brought to 'aws.work', and their outputs are taken from there.",
                                List.of(Arn.below(plan.work())),
                                "s3:GetObject",
                                "s3:PutObject",
                                "s3:AbortMultipartUpload"),
                        list(
                                "WorkFolderList",
                                "It is seen what is there already, and what a job has left.",
                                plan.work()));
    }

    private boolean isInStore(S3Name place) {
        String prefix = plan.storePrefix();
        return place.bucket().equals(plan.storeBucket())
                && (prefix.isEmpty() || (place.key() + "/").startsWith(prefix + "/"));
    }

    /** {@return the addresses of the sources in S3} */
    private Stream<String> addresses() {
        return plan.spec().data().sources().values().stream()
                .flatMap(List::stream)
                .filter(a -> a.startsWith("s3://"))
                .distinct();
    }

    /** Reading the sources, by who may list the store's bucket anyway. */
    List<Statement> sources() {
        return sources(bucket -> !bucket.equals(plan.storeBucket()));
    }

    /** Reading the sources, by a job that may list its own folder alone. */
    List<Statement> sourcesOfJobs() {
        return sources(bucket -> true);
    }

    private List<Statement> sources(Predicate<String> listed) {
        List<Object> objects = addresses()
                .flatMap(a -> objects(a).stream())
                .distinct()
                .map(Object.class::cast)
                .toList();
        if (objects.isEmpty()) {
            return List.of();
        }
        List<Statement> all = new ArrayList<>();
        all.add(Statement.of("Sources", "The rows come from there.", objects, "s3:GetObject"));
        List<Object> versions = addresses()
                .filter(a -> a.contains("?versionId="))
                .flatMap(a -> objects(a).stream())
                .map(Object.class::cast)
                .toList();
        if (!versions.isEmpty()) {
            all.add(Statement.of(
                    "SourceVersions",
                    "A source is read in the version that the spec names.",
                    versions,
                    "s3:GetObjectVersion"));
        }
        List<Object> buckets = plan.sourceBuckets().stream()
                .filter(listed)
                .map(b -> (Object) Arn.bucket(b))
                .toList();
        if (!buckets.isEmpty()) {
            all.add(Statement.of(
                            "SourceLists",
                            "New files are found by lists of what begins as the sources do.",
                            buckets,
                            "s3:ListBucket")
                    .when("StringLike", "s3:prefix", prefixes(listed)));
        }
        return all;
    }

    /** {@return what an address may mean: the object, or those below it; a pattern means all that begins as it does} */
    private static List<Map<String, Object>> objects(String address) {
        S3Name place = fixed(address);
        boolean open = WILDCARD.matcher(address).find() && !address.contains("?versionId=");
        String name = place.bucket() + "/" + place.key();
        if (open || address.endsWith("/") || place.key().isEmpty()) {
            return List.of(
                    Arn.bucket(name + (address.endsWith("/") && !place.key().isEmpty() ? "/*" : "*")));
        }
        return List.of(Arn.bucket(name), Arn.bucket(name + "/*"));
    }

    private static S3Name fixed(String address) {
        return S3Name.of(WILDCARD.matcher(address).replaceFirst(""));
    }

    private List<Object> prefixes(Predicate<String> listed) {
        Set<String> prefixes = new TreeSet<>();
        plan.sources().stream().filter(s -> listed.test(s.bucket())).forEach(s -> prefixes.add(s.key() + "*"));
        return List.copyOf(prefixes);
    }

    /** Tables of the Data Catalog that are sources. */
    List<Statement> catalog() {
        Set<String> resources = new TreeSet<>();
        plan.spec().data().sources().values().stream()
                .flatMap(List::stream)
                .filter(a -> a.startsWith("glue://"))
                .map(a -> a.substring("glue://".length()).replaceAll("\\?.*", ""))
                .forEach(table -> {
                    resources.add("table/" + table);
                    resources.add("database/" + table.replaceAll("/.*", ""));
                    resources.add("catalog");
                });
        return resources.isEmpty()
                ? List.of()
                : List.of(Statement.of(
                        "Catalog",
                        "The catalog tells where the files of a table and of its partitions are.",
                        resources.stream().map(r -> (Object) Arn.of("glue", r)).toList(),
                        "glue:GetTable",
                        "glue:GetPartitions"));
    }

    /**
     * Using the key, if there is one.
     *
     * @param actions beside those of reading and writing
     */
    List<Statement> key(String... actions) {
        List<String> all = new ArrayList<>(List.of("kms:Decrypt", "kms:GenerateDataKey"));
        all.addAll(List.of(actions));
        return key("What is kept is encrypted with this key, and read with it.", all);
    }

    /** Using the key for some actions, if there is one. */
    List<Statement> key(String why, List<String> actions) {
        Optional<String> named = plan.spec().aws().kmsKey();
        if (named.isPresent()) {
            return List.of(named(new Statement("Key", actions, List.of("*"), Map.of(), why), named.get()));
        }
        return plan.infra().buckets().key()
                ? List.of(new Statement("Key", actions, List.of(Cfn.arn(Ids.KEY)), Map.of(), why))
                : List.of();
    }

    /** A key that is known by an alias only is allowed by its alias: policies name keys by their ids. */
    private static Statement named(Statement use, String key) {
        int alias = key.indexOf("alias/");
        if (alias >= 0) {
            return use.on(Arn.of("kms", "key/*"))
                    .when("ForAnyValue:StringEquals", "kms:ResourceAliases", key.substring(alias));
        }
        return use.on(key.startsWith("arn:") ? key : Arn.of("kms", "key/" + key));
    }

    /** Writing the logs of a function. */
    Statement logs(String function) {
        return Statement.of(
                "Logs",
                "The function's lines go to its own group of logs, which the stack makes.",
                List.of(Cfn.attribute(Ids.logs(function), "Arn")),
                "logs:CreateLogStream",
                "logs:PutLogEvents");
    }

    /** {@return the role of jobs, which is given to SageMaker with what is made} */
    static Statement pass(String role, String service, String why) {
        return Statement.of("PassRole", why, List.of(Cfn.arn(role)), "iam:PassRole")
                .when("StringEquals", "iam:PassedToService", service);
    }

    /** Network interfaces of jobs and endpoints in a VPC. SageMaker's guide names the actions. */
    List<Statement> jobNetwork() {
        return network(
                List.of(
                        "ec2:CreateNetworkInterfacePermission",
                        "ec2:DeleteNetworkInterface",
                        "ec2:DeleteNetworkInterfacePermission"),
                NETWORK_LOOKS);
    }

    /** Network interfaces of a build in a VPC. CodeBuild's guide names the actions. */
    List<Statement> buildNetwork() {
        return network(List.of("ec2:DeleteNetworkInterface"), NETWORK_LOOKS);
    }

    /** Network interfaces of a function in a VPC. Lambda's guide names the actions. */
    List<Statement> functionNetwork() {
        return network(
                List.of("ec2:DeleteNetworkInterface", "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses"),
                List.of("ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"));
    }

    /**
     * Connections of a job of Glue, and its network interfaces in their subnets, which the connections name. The actions are those of the managed policy
     * {@code AWSGlueServiceRole}.
     */
    List<Statement> connections(List<String> names) {
        if (names.isEmpty()) {
            return List.of();
        }
        List<Object> connections = new ArrayList<>(List.of(Arn.of("glue", "catalog")));
        names.forEach(name -> connections.add(Arn.of("glue", "connection/" + name)));
        Object interfaces = Arn.of("ec2", "network-interface/*");
        return List.of(
                Statement.of("Connections", "The job looks its connections up.", connections, "glue:GetConnection"),
                Statement.of(
                        "ConnectionMake",
                        "Glue makes network interfaces in the subnets that the connections name.",
                        List.of(interfaces, Arn.of("ec2", "subnet/*"), Arn.of("ec2", "security-group/*")),
                        "ec2:CreateNetworkInterface"),
                Statement.of(
                        "ConnectionUse",
                        "It removes them in the end.",
                        List.of(interfaces),
                        "ec2:DeleteNetworkInterface"),
                Statement.of(
                                "ConnectionTags",
                                "It marks what it has made.",
                                List.of(interfaces, Arn.of("ec2", "security-group/*"), Arn.of("ec2", "instance/*")),
                                "ec2:CreateTags",
                                "ec2:DeleteTags")
                        .when("ForAllValues:StringEquals", "aws:TagKeys", List.of("aws-glue-service-resource")),
                Statement.of(
                        "ConnectionLook",
                        "Glue looks whether subnets and groups fit; these actions know no resources.",
                        List.of("*"),
                        "ec2:DescribeNetworkInterfaces",
                        "ec2:DescribeRouteTables",
                        "ec2:DescribeSecurityGroups",
                        "ec2:DescribeSubnets",
                        "ec2:DescribeVpcEndpoints"),
                Statement.of(
                        "ConnectionVpc",
                        "Glue looks whether the network of the connections finds names.",
                        List.of(Arn.of("ec2", "vpc/*")),
                        "ec2:DescribeVpcAttribute"));
    }

    private List<Statement> network(List<String> use, List<String> look) {
        AwsSpec aws = plan.spec().aws();
        if (aws.subnets().isEmpty()) {
            return List.of();
        }
        List<Object> interfaces = List.of(Arn.of("ec2", "network-interface/*"));
        List<Object> made = new ArrayList<>(interfaces);
        aws.subnets().forEach(s -> made.add(Arn.of("ec2", "subnet/" + s)));
        aws.securityGroups().forEach(s -> made.add(Arn.of("ec2", "security-group/" + s)));
        return List.of(
                Statement.of(
                        "NetworkMake",
                        "The service makes network interfaces in the spec's subnets.",
                        made,
                        "ec2:CreateNetworkInterface"),
                new Statement(
                        "NetworkUse",
                        use,
                        interfaces,
                        Map.of(),
                        "The service uses these interfaces, and removes them in the end."),
                new Statement(
                        "NetworkLook",
                        look,
                        List.of("*"),
                        Map.of(),
                        "The service looks whether subnets and groups fit; these actions know no resources."));
    }
}
