package retrain.maven;

import java.io.File;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;
import retrain.Asker;
import retrain.Command;
import retrain.Option;
import retrain.Outcome;
import retrain.Request;
import retrain.Retrain;
import retrain.problem.BackendFailure;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;

/** What all goals share: the options that every command has, the call, and what its end means to Maven. */
abstract class RetrainMojo extends AbstractMojo {
    private final Command command;

    /** The spec. Default: {@code retrain.yaml}. */
    @Parameter(property = "retrain.config")
    private @Nullable String config;

    /** The profile of the spec that is laid over it. */
    @Parameter(property = "retrain.profile")
    private @Nullable String profile;

    /** The id of a run to go on with (or, with report and diff, to look at). */
    @Parameter(property = "retrain.run")
    private @Nullable String run;

    /** Overrides of the spec: key=value, several separated by commas, as in train.xgboost.eta=0.05. */
    @Parameter(property = "retrain.set")
    private @Nullable String set;

    /**
     * What the run is for: branch, pull-request (or pull-request/&lt;name&gt;), schedule or manual. A pull request never promotes.
     * Default: {@code branch}.
     */
    @Parameter(property = "retrain.intent")
    private @Nullable String intent;

    /** Whether to wait for the run's end. Default: {@code true}. */
    @Parameter(property = "retrain.wait")
    private @Nullable String wait;

    /** Only say what would be done. (clean does no more than that unless this is false.) Default: {@code false}. */
    @Parameter(property = "retrain.dryRun")
    private @Nullable String dryRun;

    /** What a rejected or inconclusive candidate, or an alarm of monitor, does to the build: fail or warn. Default: {@code fail}. */
    @Parameter(property = "retrain.onReject")
    private @Nullable String onReject;

    @Parameter(defaultValue = "${basedir}", readonly = true, required = true)
    private File directory = new File("");

    /** Absent outside of a project. */
    @Parameter(defaultValue = "${project.file}", readonly = true)
    private @Nullable File pom;

    @Parameter(defaultValue = "${project.build.directory}", readonly = true)
    private @Nullable File build;

    @Parameter(defaultValue = "${settings.interactiveMode}", readonly = true)
    private boolean interactive;

    RetrainMojo(Command command) {
        this.command = command;
    }

    /** Binds the options that only this command has. */
    void bind(Map<Option, String> options) {}

    @Override
    public final void execute() throws MojoFailureException, MojoExecutionException {
        Request request = request();
        try (Console console = Console.open(getLog(), interactive, Resume.of(request, pom != null))) {
            console.outcome(call(console, request), request);
        }
    }

    private Outcome call(Console console, Request request) throws MojoFailureException, MojoExecutionException {
        try {
            return new Retrain(console).execute(request);
        } catch (InvalidInput e) {
            throw new MojoFailureException(lines(e.problems()));
        } catch (BackendFailure e) {
            throw new MojoExecutionException(lines(e.problems()) + console.toGoOn(), e);
        }
    }

    private Request request() {
        Map<Option, String> options = new EnumMap<>(Option.class);
        put(options, Option.CONFIG, config);
        put(options, Option.PROFILE, profile);
        put(options, Option.RUN, run);
        put(options, Option.SET, set);
        put(options, Option.INTENT, intent);
        put(options, Option.WAIT, wait);
        put(options, Option.DRY_RUN, dryRun);
        put(options, Option.ON_REJECT, onReject);
        bind(options);
        return new Request(command, options, directory.toPath(), out(), Asker.of(System.getenv()));
    }

    private Path out() {
        return pom == null || build == null
                ? directory.toPath().resolve("retrain-out")
                : build.toPath().resolve("retrain");
    }

    static void put(Map<Option, String> options, Option option, @Nullable String value) {
        if (value != null) {
            options.put(option, value);
        }
    }

    /** One problem stands behind Maven's own words; several get a line each. */
    private static String lines(List<Problem> problems) {
        if (problems.size() == 1) {
            return problems.get(0).line();
        }
        StringBuilder lines = new StringBuilder().append(problems.size()).append(" mistakes:");
        for (Problem problem : problems) {
            lines.append(System.lineSeparator()).append("  ").append(problem.line());
        }
        return lines.toString();
    }
}
