package retrain.infra;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.spec.InfraSpec.GithubSpec;
import retrain.spec.Spec;
import retrain.spec.SpecReader;
import retrain.spec.TriggersSpec;

/**
 * The workflow of GitHub Actions: pushes, the clock, data and people retrain; pull requests are judged, and those of forks without
 * credentials. The actions of others are named by the commits of their releases: a tag can be moved.
 */
final class Workflow {
    private static final String CHECKOUT = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1";
    private static final String JAVA = "actions/setup-java@b6effb05e454b25005698d916606bdc6ffcbf961 # v5.7.0";
    private static final String UPLOAD = "actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0";
    private static final String CREDENTIALS =
            "aws-actions/configure-aws-credentials@e6de054238d6b7531b4efff3b6587d9aade6a06c # v6.2.3";

    private static final String HEAD = """
            # Retrains @model@. Written by 'infra' from @config@: change that instead.
            name: Retrain @model@
            on:
              push:
                branches: ['@branch@']
            @paths@  pull_request:
                branches: ['@branch@']
            @paths@@schedule@  # Whoever brings data may say so: POST /repos/@repository@/dispatches with {"event_type": "@data@"}.
              repository_dispatch:
                types: [@data@]
              workflow_dispatch:

            # One at a time promotes. A push to a pull request takes the place of the one before.
            concurrency:
              group: @workflow@-${{ github.event.pull_request.number || 'promotes' }}
              cancel-in-progress: ${{ github.event_name == 'pull_request' }}

            permissions:
              contents: read

            jobs:
            """;

    private static final String PREPARE = """
                  - uses: @checkout@
                    with:
                      persist-credentials: false
                  - uses: @java@
                    with:
                      distribution: corretto
                      java-version: '17'
                      cache: maven
                      cache-dependency-path: '@pom@'
            """;

    private static final String TEST = """
                  # Before the credentials are there: tests have no business in the account.
                  - name: Test
                    run: bash @script@ test
            """;

    private static final String ASSUME = """
                  - uses: @credentials@
                    with:
                      aws-region: @region@
                      role-to-assume: @role@
                      role-duration-seconds: @seconds@
                      mask-aws-account-id: true
            """;

    private static final String KEEP = """
                  - uses: @upload@
                    if: ${{ !cancelled() }}
                    with:
                      name: retrain-@model@
                      path: |
                        @reports@/report.html
                        @reports@/report.md
                        @reports@/result.json
                        @reports@/gates.xml
                      if-no-files-found: ignore
            """;

    private static final String JOB = """
              @job@:
                name: @title@
                if: @when@
                runs-on: ubuntu-latest
                timeout-minutes: @minutes@
            """;

    private static final String IDENTITY = """
                permissions:
                  contents: read
                  # A token for the role in AWS: there are no secrets.
                  id-token: write
            """;

    private static final String RETRAIN = """
                  - name: Retrain
                    id: retrain
                    run: bash @script@ run "$INTENT" "$DUE"
                    env:
                      INTENT: @intent@
                      # The clock and data begin it often: it looks first whether a retrain is due.
                      DUE: ${{ (github.event_name == 'schedule' || github.event_name == 'repository_dispatch') && 'if-due' || '' }}
                      RETRAIN_BUILD: github-${{ github.run_id }}
                      RETRAIN_ON_REJECT: @reject@
            """;

    private static final String REQUEST = """
                  - name: Judge
                    run: bash @script@ run "pull-request/$NUMBER"
                    env:
                      NUMBER: ${{ github.event.pull_request.number }}
                      RETRAIN_BUILD: github-${{ github.run_id }}
                      RETRAIN_ON_REJECT: @reject@
            """;

    private static final String FORK = """
                  # By the spec of the branch, embedded, in a store of its own: what a fork says must not decide how it is judged.
                  - uses: @checkout@
                    with:
                      ref: ${{ github.event.pull_request.base.sha }}
                      path: .retrain-target
                      persist-credentials: false
                  - name: Judge
                    run: |
                      cp "$TARGET" "$SPEC"
                      bash @script@ run "pull-request/$NUMBER"
                    env:
                      NUMBER: ${{ github.event.pull_request.number }}
                      TARGET: .retrain-target/@spec@
                      SPEC: @target@
                      RETRAIN_CONFIG: @targetName@
                      RETRAIN_PROFILE: ''
                      RETRAIN_SET: store=.retrain-untrusted-${{ github.event.pull_request.number }}
                      RETRAIN_ON_REJECT: @reject@
            """;

    private static final String PROMOTE = """
                  - name: Promote
                    run: bash @script@ promote "$RUN"
                    env:
                      RUN: ${{ needs.retrain.outputs.run }}
            """;

    private static final String OWN = "github.event.pull_request.head.repo.full_name == github.repository";

    private final Plan plan;
    private final GithubSpec spec;
    private final Checkout checkout;

    private Workflow(Plan plan, GithubSpec spec) {
        this.plan = plan;
        this.spec = spec;
        this.checkout = Checkout.of(plan);
    }

    static GeneratedFile file(Plan plan, GithubSpec spec) {
        if (spec.forks()) {
            refuseUnlessEmbedded(plan);
        }
        return new Workflow(plan, spec).file();
    }

    private static void refuseUnlessEmbedded(Plan plan) {
        Spec embedded = SpecReader.read(plan.base().resolve(plan.config()), Optional.empty(), "");
        if (embedded.isInAws() || embedded.storesInS3()) {
            throw new InvalidInput(
                    Code.SPEC_CONTRADICTION,
                    plan.config() + " infra.github.forks",
                    "builds requests of forks without credentials, and the spec needs AWS without a profile, too",
                    "Put what is in AWS into a profile, or remove 'forks'");
        }
    }

    private GeneratedFile file() {
        StringBuilder text = new StringBuilder(HEAD).append(retrain());
        if (spec.environment().isPresent()) {
            text.append(promote(spec.environment().get()));
        }
        text.append(request());
        if (spec.forks()) {
            text.append(fork());
        }
        return new GeneratedFile(checkout.up() + ".github/workflows/" + name() + ".yml", filled(text.toString()));
    }

    /** {@return the name of the workflow's file, once in a repository} */
    private String name() {
        return "retrain-" + plan.spec().model();
    }

    private String retrain() {
        boolean held = spec.environment().isPresent();
        String outputs = held ? """
                    outputs:
                      run: ${{ steps.retrain.outputs.RETRAIN_RUN }}
                      outcome: ${{ steps.retrain.outputs.RETRAIN_OUTCOME }}
                """ : "";
        // What is to be approved is registered, and not promoted yet, as a pull request's is.
        String intent = held
                ? "pull-request/candidate"
                : "${{ github.event_name == 'push' && 'branch' || github.event_name == 'workflow_dispatch' && 'manual' || 'schedule' }}";
        return job("retrain", "Retrain", "github.event_name != 'pull_request'")
                + IDENTITY
                + outputs
                + "    steps:\n" + PREPARE + TEST
                + ASSUME.replace("@role@", role(GithubRoles.RETRAIN))
                + RETRAIN.replace("@intent@", intent)
                + KEEP;
    }

    private String promote(String environment) {
        return "\n"
                + job("promote", "Promote", "needs.retrain.outputs.outcome == 'HELD'")
                + "    needs: retrain\n    environment: " + environment + "\n"
                + IDENTITY
                + "    steps:\n" + PREPARE
                + ASSUME.replace("@role@", role(GithubRoles.PROMOTE))
                + PROMOTE;
    }

    private String request() {
        return "\n"
                + job("request", "Judge the pull request", "github.event_name == 'pull_request' && " + OWN)
                + IDENTITY
                + "    steps:\n" + PREPARE + TEST
                + ASSUME.replace("@role@", role(GithubRoles.REQUEST))
                + REQUEST
                + KEEP;
    }

    private String fork() {
        return "\n"
                + job(
                        "fork",
                        "Judge the pull request of a fork",
                        "github.event_name == 'pull_request' && " + OWN.replace("==", "!="))
                + "    steps:\n" + PREPARE + TEST + FORK + KEEP;
    }

    private static String job(String id, String title, String when) {
        return JOB.replace("@job@", id).replace("@title@", title).replace("@when@", when);
    }

    /** The account is that of the spec's role; without one, a variable of the repository tells it. */
    private String role(String part) {
        String account = plan.spec()
                .aws()
                .role()
                .map(arn -> arn.replaceFirst(":role/.*", ""))
                .orElse("arn:aws:iam::${{ vars.AWS_ACCOUNT_ID }}");
        return account + ":role/" + plan.name(part);
    }

    private String filled(String text) {
        String target = plan.config().replaceFirst("(\\.ya?ml)?$", ".target.yaml");
        return text.replace("@model@", plan.spec().model())
                .replace("@config@", plan.config())
                .replace("@paths@", paths())
                .replace("@schedule@", schedule())
                .replace("@branch@", spec.branch())
                .replace("@repository@", spec.repository())
                .replace("@data@", "data-" + plan.spec().model())
                .replace("@workflow@", name())
                .replace("@checkout@", CHECKOUT)
                .replace("@java@", JAVA)
                .replace("@upload@", UPLOAD)
                .replace("@credentials@", CREDENTIALS)
                .replace("@minutes@", Integer.toString(GithubRoles.SESSION / 60))
                .replace("@seconds@", Integer.toString(GithubRoles.SESSION))
                .replace("@region@", plan.spec().aws().region().orElse("${{ vars.AWS_REGION }}"))
                .replace("@pom@", checkout.file("pom.xml"))
                .replace("@script@", checkout.written(BuildScript.NAME))
                .replace("@reports@", checkout.file(BuildScript.target()))
                .replace("@reject@", BuildScript.word(spec.onReject()))
                .replace("@spec@", checkout.file(plan.config()))
                .replace("@targetName@", target)
                .replace("@target@", checkout.file(target));
    }

    /** In a repository of many models, only what is in the model's folder begins its workflow. */
    private String paths() {
        return checkout.folder().isEmpty()
                ? ""
                : "    paths: ['" + checkout.folder() + "/**', '.github/workflows/" + name() + ".yml']\n";
    }

    private String schedule() {
        List<String> times = new ArrayList<>();
        Looks.of(plan).forEach(look -> {
            times.add("    - cron: '" + look.cron() + "'");
            look.zone().ifPresent(zone -> times.add("      timezone: " + zone));
        });
        return times.isEmpty() ? "" : "  schedule:\n" + String.join("\n", times) + "\n";
    }

    /** When it is looked whether a retrain is due, as GitHub's clock is told; what the clock cannot say, the look itself decides. */
    private record Looks(String cron, Optional<String> zone) {
        static List<Looks> of(Plan plan) {
            TriggersSpec triggers = plan.spec().triggers();
            List<Looks> looks = new ArrayList<>();
            triggers.schedule()
                    .ifPresent(s -> looks.add(new Looks(
                            s.cron().replace("?", "*").replaceFirst("^(\\S+ \\S+) L( .*)$", "$1 28-31$2"),
                            zone(s.zone()))));
            boolean others = triggers.age().isPresent() || triggers.needMonitoring();
            if (others || plan.infra().lookEvery().isPresent()) {
                looks.add(new Looks(every(plan), Optional.empty()));
            }
            return looks;
        }

        /** {@return the zone, which is UTC for GitHub if none is named} */
        private static Optional<String> zone(String zone) {
            return ZoneId.of(zone).getRules().equals(ZoneOffset.UTC.getRules()) ? Optional.empty() : Optional.of(zone);
        }

        /** Not at the full hour, when everybody looks; the model's name says at which minute. */
        private static String every(Plan plan) {
            String[] words = plan.infra().lookEvery().orElse("1 day").split(" ", -1);
            int minute = 1 + Math.floorMod(plan.spec().model().hashCode(), 58);
            String step = words[0].equals("1") ? "*" : "*/" + words[0];
            if (words[1].startsWith("minute")) {
                return step + " * * * *";
            }
            return words[1].startsWith("hour") ? minute + " " + step + " * * *" : minute + " 4 " + step + " * *";
        }
    }
}
