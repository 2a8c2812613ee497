package retrain.jenkins.access;

import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Job;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.IOException;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.Command;
import retrain.Option;
import retrain.jenkins.Texts;
import retrain.jenkins.config.Settings;
import retrain.jenkins.step.RetrainStep;

/**
 * What a command may do in a build, and as whom: its options after intent, trust and configured defaults, and what AWS is told. Made again when it is
 * needed again, such as before a token expires or after a restart; never kept.
 */
public final class Access {
    /** The person who asks or approves, for the audit chain. */
    private static final String BY = "RETRAIN_BY";

    /** What else is a secret that a tracking server takes. */
    private static final List<String> TRACKING =
            List.of("MLFLOW_TRACKING_TOKEN", "MLFLOW_TRACKING_USERNAME", "MLFLOW_TRACKING_PASSWORD");

    /** Where the runs of an untrusted change request are kept: beside its spec, with its number. */
    private static final String APART = ".retrain-untrusted-";

    private final Map<Option, String> options;
    private final Optional<TargetSpec> target;
    private final AwsWishes aws;
    private final Optional<Login> login;
    private final String session;
    private final Optional<String> by;
    private final Instant made = Instant.now();

    private Access(
            Map<Option, String> options,
            Optional<TargetSpec> target,
            AwsWishes aws,
            Optional<Login> login,
            String session,
            Optional<String> by) {
        this.options = options;
        this.target = target;
        this.aws = aws;
        this.login = login;
        this.session = session;
        this.by = by;
    }

    /**
     * {@return what a step may do} Asks the source of a change request, and AWS where credentials do: not for a thread that others wait for.
     *
     * @throws AbortException if permission or trust is lacking, or the credentials are not there: with what, where, and the cure
     */
    public static Access of(RetrainStep step, Run<?, ?> build, TaskListener listener)
            throws IOException, InterruptedException {
        return of(new Asked(step.command(), step.options(), step.aws()), build, listener);
    }

    /** {@return what a command may do in a build} See {@link #of(RetrainStep, Run, TaskListener)}. */
    public static Access of(Asked asked, Run<?, ?> build, TaskListener listener)
            throws IOException, InterruptedException {
        Origins origins = Origins.of(build, listener);
        Origin origin = origins.origin();
        Map<Option, String> options = new EnumMap<>(Option.class);
        options.putAll(asked.options());
        options.put(Option.INTENT, Intents.of(asked.value(Option.INTENT), origin));
        tell(asked, origin, options, listener);
        if (origin.isChange() && Promoting.actsOnAll(asked.command(), options)) {
            throw new AbortException(
                    Texts.of("access.change.acts", asked.command().word()));
        }
        return origin.trusted() ? trusted(asked, options, build) : untrusted(asked, options, origins, build);
    }

    /** {@return whether a job builds a change request} */
    public static boolean isChange(Job<?, ?> job) {
        return Origins.isChange(job);
    }

    private static void tell(Asked asked, Origin origin, Map<Option, String> options, TaskListener listener) {
        Optional<String> said = asked.value(Option.INTENT);
        String intent = options.getOrDefault(Option.INTENT, "");
        if (said.isPresent() && !said.get().equals(intent)) {
            listener.getLogger().println(Texts.of("access.intent.forced", intent, said.get()));
        }
        if (!origin.trusted()) {
            listener.getLogger().println(Texts.of("access.untrusted"));
        }
    }

    private static Access trusted(Asked asked, Map<Option, String> options, Run<?, ?> build) throws IOException {
        Settings settings = Settings.of(build.getParent());
        Person person = Person.of(build);
        Optional<String> by = Optional.empty();
        if (Promoting.may(asked.command(), options)) {
            Optional<Approval> approval = Approvals.of(build, asked.value(Option.RUN));
            if (approval.isEmpty()) {
                person.requirePromotion(asked.command());
                by = person.name();
            } else {
                by = Optional.of(approval.get().by());
                putWhy(asked.command(), options, approval.get().why());
            }
        }
        Overrides.withStore(settings.store(), asked.value(Option.SET)).ifPresent(set -> options.put(Option.SET, set));
        AwsWishes aws = asked.aws().orElse(settings);
        aws.check();
        Optional<Login> login = aws.credentials().isPresent()
                ? Optional.of(Logins.find(aws.credentials().get(), aws, build))
                : Optional.empty();
        return new Access(options, Optional.empty(), aws, login, session(build), by);
    }

    private static void putWhy(Command command, Map<Option, String> options, String why) {
        if (Option.WHY.belongsTo(command)) {
            options.putIfAbsent(Option.WHY, why);
        }
    }

    private static Access untrusted(Asked asked, Map<Option, String> options, Origins origins, Run<?, ?> build)
            throws IOException, InterruptedException {
        String config = asked.value(Option.CONFIG).orElse(Option.CONFIG.orElse());
        String store = APART + Intents.name(origins.origin().change().orElse("branch"));
        TargetSpec target = TargetSpec.read(origins.source(), origins.trusted(), config, store);
        options.put(Option.CONFIG, target.path());
        options.put(Option.SET, Overrides.apart(store, asked.value(Option.SET)));
        return new Access(
                options, Optional.of(target), AwsWishes.NONE, Optional.empty(), session(build), Optional.empty());
    }

    private static String session(Run<?, ?> build) {
        return AwsSetup.session(build.getParent().getFullName(), build.getNumber());
    }

    /** {@return the command's options} */
    public Map<Option, String> options() {
        return Collections.unmodifiableMap(options);
    }

    /**
     * {@return the variables of the process} One that is empty is not to be set, even if the agent has it.
     *
     * @param folder where {@link #files(String)} are, on the agent
     */
    public Map<String, String> environment(String folder) {
        Map<String, String> variables = new LinkedHashMap<>(setup(folder).variables());
        variables.put(BY, by.orElse(""));
        if (target.isPresent()) {
            TRACKING.forEach(name -> variables.put(name, ""));
        }
        return variables;
    }

    /** {@return name -> content of what must be in the private folder, for the agent's user alone} */
    public Map<String, String> files(String folder) {
        return setup(folder).files();
    }

    private AwsSetup setup(String folder) {
        return target.isPresent() ? AwsSetup.nobody(folder) : AwsSetup.of(aws, login, session, folder);
    }

    /**
     * Writes all that the process needs, in place of what may be there.
     *
     * @param workspace where the command works
     * @param folder the private one
     */
    public void write(FilePath workspace, FilePath folder) throws IOException, InterruptedException {
        if (target.isPresent()) {
            target.get().write(workspace);
        }
        folder.mkdirs();
        folder.chmod(0700);
        for (Map.Entry<String, String> file : files(folder.getRemote()).entrySet()) {
            FilePath path = folder.child(file.getKey());
            FilePath fresh = folder.child(file.getKey() + ".new");
            fresh.write("", "UTF-8");
            fresh.chmod(0600);
            fresh.write(file.getValue(), "UTF-8");
            path.delete();
            fresh.renameTo(path);
        }
    }

    /** {@return when to make it again and to write the files again, if they expire} */
    public Optional<Instant> renewAt() {
        return login.flatMap(l -> l.renewAt(made));
    }

    /** {@return the texts to mask in the log} */
    public List<String> secrets() {
        return login.map(Secrets::of).orElse(List.of());
    }
}
