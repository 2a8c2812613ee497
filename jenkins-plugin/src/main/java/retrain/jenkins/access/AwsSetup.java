package retrain.jenkins.access;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What AWS SDKs find: files with the secrets, and variables that point to the files. A role is assumed by the SDK on the agent, which does it
 * again before its keys end; a token's file is read anew each time. Keys of a session are read by a {@code credential_process}: SDKs read the file of
 * keys only once.
 *
 * @param variables name -> value; one that is empty must not be set, whatever the agent has
 * @param files name -> content
 */
record AwsSetup(Map<String, String> variables, Map<String, String> files) {
    private static final String CONFIG = "aws-config";
    private static final String CREDENTIALS = "aws-credentials";
    private static final String SESSION = "aws-session.json";
    private static final String TOKEN = "aws-token";
    private static final String PROFILE = "retrain";
    private static final String SOURCE = "retrain-keys";

    private static final int MOST_OF_A_NAME = 64;

    /** Wherever an SDK looks for who it is. */
    private static final List<String> IDENTITY = List.of(
            "AWS_ACCESS_KEY_ID",
            "AWS_ACCESS_KEY",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SECRET_KEY",
            "AWS_SESSION_TOKEN",
            "AWS_SECURITY_TOKEN",
            "AWS_CREDENTIAL_EXPIRATION",
            "AWS_PROFILE",
            "AWS_DEFAULT_PROFILE",
            "AWS_ROLE_ARN",
            "AWS_ROLE_SESSION_NAME",
            "AWS_WEB_IDENTITY_TOKEN_FILE",
            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");

    private static final List<String> REGION = List.of("AWS_REGION", "AWS_DEFAULT_REGION");

    AwsSetup {
        variables = Map.copyOf(variables);
        files = Map.copyOf(files);
    }

    /**
     * {@return the process is who it is asked to be, and nobody else}
     *
     * @param session the name that AWS shows unless another is asked for
     * @param folder where the files will be, on the agent
     */
    static AwsSetup of(AwsWishes wishes, Optional<Login> login, String session, String folder) {
        Making making = new Making(folder);
        wishes.region().ifPresent(region -> making.set(REGION, region));
        if (login.isPresent() || wishes.role().isPresent()) {
            making.hideTheAgents();
            making.variables.put("AWS_SDK_LOAD_CONFIG", "1");
            String name = wishes.session().orElse(session);
            if (login.filter(Login::isToken).isPresent()) {
                making.token(login.get(), wishes.role().orElse(""), name);
            } else {
                making.profile(wishes, login, name);
            }
        }
        return making.made();
    }

    /** {@return nobody: neither keys, nor a role of the machine, nor a region} */
    static AwsSetup nobody(String folder) {
        Making making = new Making(folder);
        making.set(REGION, "");
        making.hideTheAgents();
        making.variables.put("AWS_EC2_METADATA_DISABLED", "true");
        return making.made();
    }

    /** {@return what AWS shows for what a build does: letters, digits and {@code +=,.@-_}, at most 64} */
    static String session(String job, int build) {
        String end = "-" + build;
        String name = "jenkins-" + job.replaceAll("[^A-Za-z0-9_+=,.@-]", "-");
        return name.substring(0, Math.min(name.length(), MOST_OF_A_NAME - end.length())) + end;
    }

    private static final class Making {
        private final Map<String, String> variables = new LinkedHashMap<>();
        private final Map<String, String> files = new LinkedHashMap<>();
        private final String folder;
        private final boolean windows;

        /** The agent's system may be another one than the controller's. */
        Making(String folder) {
            this.folder = folder;
            this.windows = folder.contains("\\") && !folder.contains("/");
        }

        AwsSetup made() {
            return new AwsSetup(variables, files);
        }

        void set(List<String> names, String value) {
            names.forEach(name -> variables.put(name, value));
        }

        /** Neither the agent's variables nor what its user has under ~/.aws is for this process. */
        void hideTheAgents() {
            set(IDENTITY, "");
            files.put(CONFIG, "");
            files.put(CREDENTIALS, "");
            variables.put("AWS_CONFIG_FILE", path(CONFIG));
            variables.put("AWS_SHARED_CREDENTIALS_FILE", path(CREDENTIALS));
        }

        void token(Login login, String role, String session) {
            variables.put("AWS_ROLE_ARN", role);
            variables.put("AWS_ROLE_SESSION_NAME", session);
            variables.put("AWS_WEB_IDENTITY_TOKEN_FILE", path(TOKEN));
            files.put(TOKEN, login.secret());
        }

        void profile(AwsWishes wishes, Optional<Login> login, String session) {
            List<String> lines = new ArrayList<>(List.of("[profile " + PROFILE + "]"));
            wishes.region().ifPresent(region -> lines.add("region = " + region));
            if (wishes.role().isPresent()) {
                lines.add("role_arn = " + wishes.role().get());
                lines.add("role_session_name = " + session);
                wishes.externalId().ifPresent(id -> lines.add("external_id = " + id));
                lines.add(login.isPresent() ? "source_profile = " + SOURCE : "credential_source = Ec2InstanceMetadata");
                lines.add("[profile " + SOURCE + "]");
            }
            login.ifPresent(keys -> keys(keys, lines, wishes.role().isPresent() ? SOURCE : PROFILE));
            variables.put("AWS_PROFILE", PROFILE);
            files.put(CONFIG, text(lines));
        }

        /** @param config gets what stands in the configuration's section, which is the last one in it */
        private void keys(Login login, List<String> config, String section) {
            if (login.session().isPresent()) {
                config.add("credential_process = "
                        + (windows ? "type \"" + path(SESSION) + "\"" : "cat " + quoted(path(SESSION))));
                files.put(SESSION, json(login));
            } else {
                files.put(
                        CREDENTIALS,
                        text(List.of(
                                "[" + section + "]",
                                "aws_access_key_id = " + login.keyId().orElseThrow(),
                                "aws_secret_access_key = " + login.secret())));
            }
        }

        private static String quoted(String path) {
            return "'" + path.replace("'", "'\\''") + "'";
        }

        private String path(String name) {
            return folder + (windows ? "\\" : "/") + name;
        }

        private static String text(List<String> lines) {
            return String.join("\n", lines) + "\n";
        }

        /** The form that a {@code credential_process} prints. Keys are letters, digits and a few signs, as {@link Login#isBroken} holds. */
        private static String json(Login login) {
            return "{\"Version\":1,\"AccessKeyId\":\"" + login.keyId().orElseThrow()
                    + "\",\"SecretAccessKey\":\"" + login.secret()
                    + "\",\"SessionToken\":\"" + login.session().orElseThrow()
                    + "\",\"Expiration\":\"" + login.ends().orElseThrow().truncatedTo(ChronoUnit.SECONDS) + "\"}";
        }
    }
}
