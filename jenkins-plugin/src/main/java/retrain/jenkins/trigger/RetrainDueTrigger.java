package retrain.jenkins.trigger;

import hudson.Extension;
import hudson.model.Action;
import hudson.model.Item;
import hudson.model.Job;
import hudson.scheduler.CronTabList;
import hudson.scheduler.Hash;
import hudson.triggers.Trigger;
import hudson.triggers.TriggerDescriptor;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import java.util.Calendar;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.ParameterizedJobMixIn;
import org.jenkinsci.Symbol;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;
import retrain.Command;
import retrain.Option;
import retrain.jenkins.Texts;
import retrain.jenkins.access.Asked;
import retrain.jenkins.access.AwsWishes;
import retrain.jenkins.config.Fields;

/** Starts a build when the spec's triggers say that a retrain is due: asks {@code check} now and then, in the workspace of the last build. */
public final class RetrainDueTrigger extends Trigger<Job<?, ?>> {
    private static final int MINUTES_OF_A_WEEK = 7 * 24 * 60;
    private static final Logger LOGGER = Logger.getLogger(RetrainDueTrigger.class.getName());

    /** How often is looked, unless it is said. */
    static final String USUAL = "H/15 * * * *";

    private final String config;
    private @Nullable String profile;
    private @Nullable String cron;
    private @Nullable String credentials;
    private @Nullable String region;
    private @Nullable String role;

    /** @param config the spec, relative to the workspace */
    @DataBoundConstructor
    public RetrainDueTrigger(@Nullable String config) {
        super(USUAL);
        String given = filled(config);
        this.config = given == null ? Option.CONFIG.orElse() : given;
    }

    private static @Nullable String filled(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    public String getConfig() {
        return config;
    }

    public @Nullable String getProfile() {
        return profile;
    }

    @DataBoundSetter
    public void setProfile(@Nullable String profile) {
        this.profile = filled(profile);
    }

    /** {@return when to look, as cron has it, with Jenkins' {@code H}} */
    public String getCron() {
        return Optional.ofNullable(cron).orElse(USUAL);
    }

    /** Sets when to look.
     *
     * @throws IllegalArgumentException if it is no time of cron
     */
    @DataBoundSetter
    public void setCron(@Nullable String cron) {
        this.cron = filled(cron);
        CronTabList.create(getCron(), null);
    }

    public @Nullable String getCredentials() {
        return credentials;
    }

    @DataBoundSetter
    public void setCredentials(@Nullable String credentials) {
        this.credentials = filled(credentials);
    }

    public @Nullable String getRegion() {
        return region;
    }

    @DataBoundSetter
    public void setRegion(@Nullable String region) {
        this.region = filled(region);
    }

    public @Nullable String getRole() {
        return role;
    }

    @DataBoundSetter
    public void setRole(@Nullable String role) {
        this.role = filled(role);
    }

    @Override
    public void start(Job<?, ?> project, boolean newInstance) {
        super.start(project, newInstance);
        try {
            tabs = CronTabList.create(getCron(), Hash.from(project.getFullName()));
        } catch (IllegalArgumentException e) {
            // Somebody edited the job's file: the usual times, which are set already, are better than no job.
            LOGGER.log(Level.WARNING, e, () -> "retrainDue of " + project.getFullName() + ": cron " + getCron());
        }
    }

    /** Called by the timer of all triggers, which must not wait. */
    @Override
    public void run() {
        Job<?, ?> owner = job;
        if (owner != null) {
            DueLooks.submit(this, owner);
        }
    }

    /** {@return what is asked at a look} Somebody who started the last build by hand does not ask now. */
    Asked asked() {
        Map<Option, String> options = new EnumMap<>(Option.class);
        options.put(Option.CONFIG, config);
        options.put(Option.INTENT, "schedule");
        if (profile != null) {
            options.put(Option.PROFILE, profile);
        }
        return new Asked(Command.CHECK, options, AwsWishes.of(credentials, region, role, null, null));
    }

    /** {@return the next look; null before the job is loaded, or if there is none within a week} */
    @Nullable
    Calendar next() {
        Calendar minute = Calendar.getInstance();
        for (int i = 0; tabs != null && i < MINUTES_OF_A_WEEK; i++) {
            minute.add(Calendar.MINUTE, 1);
            if (tabs.check(minute)) {
                minute.set(Calendar.SECOND, 0);
                return minute;
            }
        }
        return null;
    }

    @Override
    public Collection<? extends Action> getProjectActions() {
        Job<?, ?> owner = job;
        return owner == null ? List.of() : List.of(new DueLog(owner, this));
    }

    /** The trigger {@code retrainDue}. */
    @Extension
    @Symbol("retrainDue")
    public static final class DescriptorImpl extends TriggerDescriptor {
        @Override
        public boolean isApplicable(Item item) {
            return item instanceof Job && item instanceof ParameterizedJobMixIn.ParameterizedJob;
        }

        @Override
        public String getDisplayName() {
            return Texts.of("due.trigger");
        }

        @POST
        public FormValidation doCheckCron(@AncestorInPath @Nullable Item item, @QueryParameter String value) {
            Fields.mayConfigure(item);
            try {
                String odd =
                        value.isBlank() ? null : CronTabList.create(value, null).checkSanity();
                return odd == null ? FormValidation.ok() : FormValidation.warning(odd);
            } catch (IllegalArgumentException e) {
                return FormValidation.error(Texts.of("due.cron.wrong", value, String.valueOf(e.getMessage())));
            }
        }

        @POST
        public ListBoxModel doFillCredentialsItems(
                @AncestorInPath @Nullable Item item, @QueryParameter String credentials) {
            return Fields.credentials(item, credentials);
        }
    }
}
