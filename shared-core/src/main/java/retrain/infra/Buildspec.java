package retrain.infra;

import java.util.ArrayList;
import java.util.List;
import retrain.spec.InfraSpec.CodePipelineSpec;

/**
 * What CodeBuild does, in the form that <a href="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html">its guide</a>
 * describes: a file for each project.
 */
final class Buildspec {
    static final String TEST = "buildspec-test.yml";
    static final String RUN = "buildspec.yml";
    static final String REQUEST = "buildspec-request.yml";
    static final String PROMOTE = "buildspec-promote.yml";

    /** Under the project's name, which CodeBuild puts before it, it is the name of the group of reports that the stack makes. */
    static final String GATES = "gates";

    private static final String HEAD = """
            # @what@ Written by 'infra' from @config@: change that instead.
            version: 0.2
            env:
              shell: bash
            """;

    private static final String EXPORTED = """
              # The stages after this one see them.
              exported-variables: [RETRAIN_RUN, RETRAIN_OUTCOME]
            """;

    private static final String INSTALL = """
            phases:
              install:
                runtime-versions:
                  java: corretto17
              build:
                commands:
            """;

    private static final String AFTER = """
              post_build:
                commands:
                  # Whether it passed or not.
                  - if [ -f @reports@/build.env ]; then set -a; . @reports@/build.env; set +a; fi
            """;

    private static final String REPORTS = """
            reports:
              @gates@:
                files: [gates.xml]
                base-directory: @reports@
                file-format: JUNITXML
            artifacts:
              base-directory: @reports@
              files: [report.html, report.md, result.json, gates.xml]
            """;

    private static final String CACHE = """
            cache:
              paths: ['/root/.m2/repository/**/*']
            """;

    private final Plan plan;
    private final CodePipelineSpec spec;
    private final Checkout checkout;

    private Buildspec(Plan plan, CodePipelineSpec spec) {
        this.plan = plan;
        this.spec = spec;
        this.checkout = Checkout.of(plan);
    }

    static List<GeneratedFile> files(Plan plan, CodePipelineSpec spec) {
        return new Buildspec(plan, spec).files();
    }

    private List<GeneratedFile> files() {
        List<GeneratedFile> files = new ArrayList<>();
        files.add(file(TEST, "Builds @model@ and tests it.", HEAD + INSTALL + command("test") + CACHE));
        files.add(retrain());
        if (spec.approval()) {
            files.add(file(
                    PROMOTE,
                    "Promotes the candidate of @model@ that somebody approved.",
                    HEAD + INSTALL + command("promote \"$RETRAIN_CANDIDATE\"") + CACHE));
        }
        if (spec.pullRequests()) {
            files.add(file(
                    REQUEST,
                    "Judges a pull request of @model@: it promotes nothing.",
                    HEAD
                            + INSTALL
                            + command("test")
                            + command("run \"pull-request/${CODEBUILD_WEBHOOK_TRIGGER#pr/}\"")
                            + REPORTS
                            + CACHE));
        }
        return files;
    }

    /** What is to be approved is registered, and not promoted yet, as a pull request's is. */
    private GeneratedFile retrain() {
        String code = spec.approval() ? "pull-request/candidate" : "branch";
        String data = spec.approval() ? "pull-request/candidate" : "schedule";
        String commands = """
                      # New data begin it often, one object after the other: it looks first whether a retrain is due.
                      - >-
                        if [ "${RETRAIN_CAUSE:-code}" = data ];
                        then bash @script@ run @data@ if-due;
                        else bash @script@ run @code@; fi
                """.replace("@data@", data).replace("@code@", code);
        return file(RUN, "Retrains @model@.", HEAD + EXPORTED + INSTALL + commands + AFTER + REPORTS + CACHE);
    }

    private static String command(String words) {
        return "      - bash @script@ " + words + "\n";
    }

    private GeneratedFile file(String name, String what, String text) {
        String content = text.replace("@what@", what)
                .replace("@model@", plan.spec().model())
                .replace("@config@", plan.config())
                .replace("@script@", checkout.written(BuildScript.NAME))
                .replace("@reports@", checkout.file(BuildScript.target()))
                .replace("@gates@", GATES);
        return new GeneratedFile(plan.infra().out() + "/" + name, content);
    }
}
