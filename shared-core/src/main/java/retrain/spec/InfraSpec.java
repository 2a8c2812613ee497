package retrain.spec;

import java.util.List;
import java.util.Optional;

/** What 'infra' makes of the spec: a stack of CloudFormation that retrains by itself in an account. */
public record InfraSpec(
        @Key(
                doc = "The stack's name, and the beginning of the names of what it makes. Absent: retrain-<model>.",
                pattern = "[a-zA-Z][a-zA-Z0-9-]{0,40}")
        Optional<String> stack,

        @Key(doc = "The folder that 'infra' writes to, relative to this file.", orElse = "infra")
        String out,

        @Key(
                doc =
                        "The folder of this file in its repository, for builds of it: models/churn, or '.'. Absent: found by the '.git' above it.",
                pattern = "\\.|[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*")
        Optional<String> folder,

        @Key(
                doc =
                        "Where the code of the functions is put for a deployment: s3://bucket/prefix, of a bucket that is there before. Absent:"
                                + " 'code' in the store.",
                pattern = "s3://[^/]+(/.*)?")
        Optional<String> code,

        @Key(doc = "The buckets of sources, store and logs.", orElse = "{}")
        Buckets buckets,

        @Key(
                doc =
                        "How long events of new data are gathered before one execution begins for all of them: at most 5 minutes.",
                orElse = "5 minutes",
                pattern = "[1-5] minutes?|[1-9][0-9]? seconds?")
        String gather,

        @Key(
                doc =
                        "How often it is looked whether a retrain is due, where data send no event: drift, quality and age. Absent: once a day, if"
                                + " there is a trigger of that kind.",
                pattern = "[1-9][0-9]{0,2} (minute|hour|day)s?")
        Optional<String> lookEvery,

        @Key(doc = "Alarms of CloudWatch, by name, whose ringing begins an execution as well.", orElse = "[]")
        List<String> alarms,

        @Key(doc = "Somebody must approve of a candidate that passed before it is deployed.")
        Optional<ApprovalSpec> approval,

        @Key(
                doc =
                        "How long the endpoint's alarms are watched after a deployment; one that rings brings the champion before back.",
                pattern = "[1-9][0-9]{0,2} (minute|hour)s?")
        Optional<String> watch,

        @Key(name = "notify", doc = "Addresses of mail that are told how executions end.", orElse = "[]")
        List<String> mail,

        @Key(doc = "The functions of Lambda.", orElse = "{}")
        Functions functions,

        @Key(doc = "For rows that are too many for a function: a job of SageMaker Processing does their work.")
        Optional<RowsSpec> rows,

        @Key(
                doc = "How many days logs are kept: one of the numbers that CloudWatch Logs has.",
                orElse = "90",
                min = 1,
                max = 3653)
        int retention,

        @Key(doc = "Whether the same flow is written as a pipeline of SageMaker, too.", orElse = "false")
        boolean pipeline,

        @Key(doc = "Code, data, or both run it in CodePipeline and CodeBuild.")
        Optional<CodePipelineSpec> codepipeline,

        @Key(doc = "A workflow of GitHub Actions.") Optional<GithubSpec> github,

        @Key(
                doc = "The boundary of permissions of every role: arn:aws:iam::123456789012:policy/name.",
                pattern = "arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/.+")
        Optional<String> boundary) {
    public InfraSpec {
        alarms = List.copyOf(alarms);
        mail = List.copyOf(mail);
    }

    /** {@return the stack's name} */
    public String stackFor(String model) {
        return stack.orElse("retrain-" + model.replace('_', '-'));
    }

    /** The buckets. */
    public record Buckets(
            @Key(
                    doc =
                            "create: the stack makes the buckets of the sources and of the store. existing: they are there; whoever owns them lets"
                                    + " them send events to EventBridge.",
                    orElse = "existing")
            Made made,

            @Key(
                    doc = "A bucket for the logs of access to the others, made by the stack. Absent: none.",
                    pattern = "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
            Optional<String> logs,

            @Key(
                    doc = "Whether the stack makes a key of KMS for all it keeps. Not if 'aws.kms-key' names one.",
                    orElse = "false")
            boolean key,

            @Key(doc = "When sources go to Glacier.", pattern = Span.PATTERN)
            Optional<String> toGlacier,

            @Key(doc = "When sources, and logs of access, are removed.", pattern = Span.PATTERN)
            Optional<String> expire) {}

    /** Who makes the buckets. */
    public enum Made {
        CREATE,
        EXISTING
    }

    /** An approval. */
    public record ApprovalSpec(
            @Key(
                    doc = "How long it is waited for; then the candidate is held.",
                    orElse = "3 days",
                    pattern = Span.SHORT_PATTERN)
            String within) {}

    /** Functions of Lambda. */
    public record Functions(
            @Key(doc = "Megabytes of memory of the functions that read rows.", orElse = "3008", min = 512, max = 10240)
            int memory,

            @Key(doc = "Megabytes of disk of the functions that read rows.", orElse = "4096", min = 512, max = 10240)
            int disk,

            @Key(doc = "Whether functions start from a snapshot.", orElse = "true")
            boolean snapStart,

            @Key(
                    doc =
                            "The jar of the functions, relative to this file. Absent: that of this version in the local Maven repository.")
            Optional<String> code,

            @Key(
                    doc =
                            "The archive of the engines, relative to this file. Absent: that of this version in the local Maven repository.")
            Optional<String> engines) {}

    /** A job that does the work on rows. */
    public record RowsSpec(
            @Key(doc = "An image of ECR with Java 17 and Retrain's runner as 'retrain' on its path.")
            String image,

            @Key(doc = "The type of instance.", orElse = "ml.m5.xlarge", pattern = "ml\\..+")
            String instance,

            @Key(doc = "Gigabytes of disk.", orElse = "50", min = 1, max = 16384)
            int volume,

            @Key(doc = "It is stopped after so long.", orElse = "4 hours", pattern = Span.SHORT_PATTERN)
            String maxTime) {}

    /** A pipeline of CodePipeline. */
    public record CodePipelineSpec(
            @Key(
                    doc = "The connection to where the code is: arn:aws:codeconnections:…:connection/….",
                    pattern = "arn:aws[a-z-]*:(codeconnections|codestar-connections):.+:connection/.+")
            String connection,

            @Key(doc = "Owner and name of the repository.", pattern = "[^/\\s]+/[^\\s]+")
            String repository,

            @Key(doc = "The branch.", orElse = "main") String branch,

            @Key(
                    doc =
                            "What begins it: code, data, or both. With data or both, new data begin it beside the state machine: the first of them that"
                                    + " looks retrains, the other finds that nothing is due.",
                    orElse = "code")
            By by,

            @Key(doc = "Whether somebody must approve before it promotes.", orElse = "false")
            boolean approval,

            @Key(
                    doc =
                            "Whether pull requests into the branch are built and judged, by a webhook; those of forks once a maintainer writes"
                                    + " '/codebuild_run'.",
                    orElse = "false")
            boolean pullRequests,

            @Key(doc = "What a rejected or inconclusive candidate does to the build: fail or warn.", orElse = "fail")
            OnReject onReject,

            @Key(
                    doc = "The size of the machines that build.",
                    orElse = "BUILD_GENERAL1_MEDIUM",
                    pattern = "BUILD_GENERAL1_(SMALL|MEDIUM|LARGE|XLARGE|2XLARGE)")
            String compute,

            @Key(
                    doc = "A build that retrains is stopped after so long; five minutes at least, 36 hours at most.",
                    orElse = "8 hours",
                    pattern = "[1-9][0-9]{0,3} (minute|hour)s?")
            String maxTime,

            @Key(
                    doc = "The VPC that 'aws.subnets' are in: builds run there, too. Absent: outside of any.",
                    pattern = "vpc-[0-9a-f]+")
            Optional<String> vpc) {}

    /** What a candidate that did not pass does to a build. */
    public enum OnReject {
        FAIL,
        WARN
    }

    /** What begins the pipeline of CodePipeline. */
    public enum By {
        CODE,
        DATA,
        BOTH
    }

    /** A workflow of GitHub Actions. */
    public record GithubSpec(
            @Key(
                    doc = "Owner and name of the repository, which may assume the workflow's role.",
                    pattern = "[^/\\s]+/[^/\\s]+")
            String repository,

            @Key(doc = "The branch that promotes.", orElse = "main")
            String branch,

            @Key(
                    doc =
                            "The provider of identities of GitHub, if the account has it already: arn:aws:iam::123456789012:oidc-provider/…. Absent:"
                                    + " the stack makes it; an account can have one only.",
                    pattern = "arn:aws[a-z-]*:iam::[0-9]{12}:oidc-provider/.+")
            Optional<String> provider,

            @Key(
                    doc =
                            "What the subject of the repository's tokens begins with, where that has numbers in it, as in repositories made after June"
                                    + " 2026: repo:octocat@123456/flights@456789. Absent: repo: and the repository.",
                    pattern = "repo:[^*?\\s]+")
            Optional<String> subject,

            @Key(
                    doc =
                            "The environment of GitHub that promotes, with whatever it asks for, such as reviewers. Absent: what passed its gates is"
                                    + " promoted at once.",
                    pattern = "[A-Za-z0-9_.-]+")
            Optional<String> environment,

            @Key(
                    doc =
                            "Whether pull requests of forks are judged as well: without credentials, by the branch's spec without its profile, which"
                                    + " must run embedded.",
                    orElse = "false")
            boolean forks,

            @Key(doc = "What a rejected or inconclusive candidate does to the build: fail or warn.", orElse = "fail")
            OnReject onReject) {}
}
