package retrain.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import retrain.spec.PromoteSpec.Strategy;

/** What must be true of {@code infra}, beside {@link InfraPlaces} and {@link InfraWork}. */
final class InfraRules {
    /** The days that CloudWatch Logs can keep a group for. */
    private static final TreeSet<Integer> RETENTION = new TreeSet<>(List.of(
            1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653));

    /** The longest part of a name is {@code -executions-timedout}, with 20; the least that a service takes is 64, of a function. */
    static final int MOST_STACK = 41;

    private static final int MOST_ROLE = 64;

    private final Spec spec;
    private final InfraSpec infra;
    private final Binder binder;
    private final SpecRules rules;

    private InfraRules(Spec spec, InfraSpec infra, Binder binder, SpecRules rules) {
        this.spec = spec;
        this.infra = infra;
        this.binder = binder;
        this.rules = rules;
    }

    static void check(Spec spec, Binder binder, SpecRules rules) {
        if (spec.infra().isEmpty()) {
            return;
        }
        InfraRules all = new InfraRules(spec, spec.infra().get(), binder, rules);
        all.names();
        all.region();
        all.instances();
        all.triggers();
        all.approval();
        all.people();
        all.retention();
        new InfraPlaces(spec, spec.infra().get(), rules).check();
        new InfraWork(spec, spec.infra().get(), binder, rules).check();
    }

    private void names() {
        String stack = infra.stackFor(spec.model());
        if (stack.length() > MOST_STACK && binder.sound("model")) {
            rules.wrong(
                    infra.stack().isPresent() ? "infra.stack" : "infra",
                    "gives the stack the name '" + stack + "' of " + stack.length()
                            + " characters: with what is added to it, a function's name has more than 64",
                    "Write 'infra: {stack: …}' with " + MOST_STACK + " at most");
        }
        spec.aws().role().ifPresent(arn -> {
            String name = arn.substring(arn.lastIndexOf('/') + 1);
            if (name.length() > MOST_ROLE) {
                rules.wrong(
                        "aws.role",
                        "names a role of " + name.length() + " characters, and IAM's have 64 at most",
                        "Shorten it: the stack makes the role");
            }
        });
    }

    private void region() {
        spec.aws().region().flatMap(AwsRegions::problem).ifPresent(p -> rules.wrong("aws.region", p.what(), p.cure()));
        spec.aws().region().ifPresent(this::services);
    }

    /** What few stacks ask for, and not every region has. */
    private void services(String region) {
        if (infra.codepipeline().isPresent() && !AwsRegions.hasBuilds(region)) {
            rules.wrong(
                    "infra.codepipeline",
                    "is CodePipeline with CodeBuild, and " + region + " has not both",
                    "Use 'infra.github', or name another region");
        }
        if (infra.pipeline() && infra.approval().isPresent() && !AwsRegions.hasPipes(region)) {
            rules.wrong(
                    "infra.pipeline",
                    "brings its questions to people by EventBridge Pipes, which " + region + " has not",
                    "Remove 'pipeline' or 'approval', or name another region");
        }
    }

    private void instances() {
        spec.train()
                .sagemaker()
                .ifPresent(s -> instance("train.sagemaker.instance", s.instance(), InstanceTypes.Use.TRAINING));
        spec.evaluate()
                .sagemaker()
                .flatMap(SageMakerScoreSpec::transform)
                .ifPresent(t ->
                        instance("evaluate.sagemaker.transform.instance", t.instance(), InstanceTypes.Use.TRANSFORM));
        spec.promote()
                .endpoint()
                .filter(e -> e.serverless().isEmpty())
                .ifPresent(e -> instance("promote.endpoint.instance", e.instance(), InstanceTypes.Use.ENDPOINT));
        spec.data()
                .prepare()
                .flatMap(PrepareSpec::processing)
                .ifPresent(
                        p -> instance("data.prepare.processing.instance", p.instance(), InstanceTypes.Use.PROCESSING));
        infra.rows().ifPresent(r -> instance("infra.rows.instance", r.instance(), InstanceTypes.Use.PROCESSING));
    }

    private void instance(String path, String type, InstanceTypes.Use use) {
        if (!InstanceTypes.isKnown(type, use)) {
            rules.wrong(
                    path,
                    "is '" + type + "', which SageMaker has not for " + use.words(),
                    InstanceTypes.instead(type, use));
        }
    }

    private void triggers() {
        if (infra.lookEvery().isPresent() && !isSilent(spec.triggers())) {
            rules.wrong(
                    "infra.look-every",
                    "looks now and then for what sends no event, and 'triggers' has nothing of the kind",
                    "Remove it, or add one of drift, performance, age, schema, code to 'triggers'");
        }
        if (spec.triggers().manual() && !infra.alarms().isEmpty()) {
            rules.wrong(
                    "infra.alarms",
                    "begin executions, and 'triggers.manual' says that no retrain is due by itself",
                    "Remove one of both");
        }
        rules.twice("infra.alarms", infra.alarms());
        String own = infra.stackFor(spec.model()) + "-";
        for (String alarm : infra.alarms()) {
            if (alarm.startsWith(own) && !alarm.startsWith(own + "endpoint-")) {
                rules.wrong(
                        "infra.alarms",
                        "'" + alarm + "' rings when the stack's own executions fail, and would begin another one",
                        "Remove it");
            }
        }
    }

    private static boolean isSilent(TriggersSpec triggers) {
        return triggers.needMonitoring()
                || triggers.age().isPresent()
                || triggers.schema()
                || triggers.code()
                || triggers.cooldown().isPresent();
    }

    private void approval() {
        Strategy strategy = spec.promote().strategy();
        if (infra.approval().isPresent() && (strategy == Strategy.AB || strategy == Strategy.SHADOW)) {
            rules.wrong(
                    "infra.approval",
                    "asks once, before a candidate is deployed, and with the strategy '" + Words.word(strategy)
                            + "' that makes it a challenger only, which takes over later without being asked for",
                    "Remove it, or write another 'promote.strategy'");
        }
        if (infra.approval().isPresent() && infra.mail().isEmpty()) {
            rules.wrong("infra.approval", "waits for somebody, and nobody is told", "Add 'notify: [name@example.com]'");
        }
        if (infra.watch().isPresent() && spec.promote().endpoint().isEmpty() && binder.sound("promote")) {
            rules.wrong(
                    "infra.watch",
                    "watches the alarms of an endpoint, and 'promote' has none",
                    "Remove it, or add 'endpoint' to 'promote'");
        }
    }

    private void people() {
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < infra.mail().size(); i++) {
            String mail = infra.mail().get(i);
            String path = "infra.notify[" + i + "]";
            if (!mail.matches("[^@\\s,;<>\"]+@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+")) {
                rules.wrong(path, "'" + mail + "' is no address of mail", "Write it like ml-team@example.com");
            } else if (seen.contains(mail)) {
                rules.wrong(path, "'" + mail + "' stands there twice", "Remove one of both");
            }
            seen.add(mail);
        }
    }

    private void retention() {
        int days = infra.retention();
        if (!RETENTION.contains(days) && binder.sound("infra.retention")) {
            Optional<Integer> more = Optional.ofNullable(RETENTION.ceiling(days));
            Optional<Integer> less = Optional.ofNullable(RETENTION.floor(days));
            rules.wrong(
                    "infra.retention",
                    "is " + days + " days, which CloudWatch Logs has not",
                    "Write " + less.map(d -> d + " or ").orElse("")
                            + more.map(String::valueOf).orElse("3653"));
        }
    }
}
