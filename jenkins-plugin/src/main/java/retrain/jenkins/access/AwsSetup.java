package retrain.jenkins.access;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What AWS SDKs find: files with the secrets, and variables that point to the files. A role is assumed by the SDK on the agent, which does it
 * again before its keys end; a token's file is read anew each time.
 *
 * @param variables name -> value; one that is empty must not be set, whatever the agent has
 * @param files name -> content
 */
record AwsSetup(Map<String, String> variables, Map<String, String> files) {
    static final String CONFIG = "aws-config";
    static final String CREDENTIALS = "aws-credentials";
    static final String TOKEN = "aws-token";
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
        Map<String, String> variables = new LinkedHashMap<>();
        Map<String, String> files = new LinkedHashMap<>();
        wishes.region().ifPresent(region -> REGION.forEach(name -> variables.put(name, region)));
        if (login.isPresent() || wishes.role().isPresent()) {
            IDENTITY.forEach(name -> variables.put(name, ""));
            variables.put("AWS_SDK_LOAD_CONFIG", "1");
            identify(wishes, login, wishes.session().orElse(session), folder, variables, files);
            point(variables, files, folder);
        }
        return new AwsSetup(variables, files);
    }

    private static void identify(
            AwsWishes wishes,
            Optional<Login> login,
            String session,
            String folder,
            Map<String, String> variables,
            Map<String, String> files) {
        if (login.filter(Login::isToken).isPresent()) {
            variables.put("AWS_ROLE_ARN", wishes.role().orElse(""));
            variables.put("AWS_ROLE_SESSION_NAME", session);
            variables.put("AWS_WEB_IDENTITY_TOKEN_FILE", in(folder, TOKEN));
            files.put(TOKEN, login.get().secret());
        } else {
            String section = wishes.role().isPresent() ? SOURCE : PROFILE;
            variables.put("AWS_PROFILE", PROFILE);
            files.put(CREDENTIALS, login.map(keys -> keys(section, keys)).orElse(""));
            files.put(CONFIG, config(wishes, login, session));
        }
    }

    /** {@return nobody: neither keys, nor a role of the machine, nor a region} */
    static AwsSetup nobody(String folder) {
        Map<String, String> variables = new LinkedHashMap<>();
        Map<String, String> files = new LinkedHashMap<>();
        IDENTITY.forEach(name -> variables.put(name, ""));
        REGION.forEach(name -> variables.put(name, ""));
        variables.put("AWS_EC2_METADATA_DISABLED", "true");
        point(variables, files, folder);
        return new AwsSetup(variables, files);
    }

    /** What the user of the agent has under ~/.aws is not for this process. */
    private static void point(Map<String, String> variables, Map<String, String> files, String folder) {
        files.putIfAbsent(CONFIG, "");
        files.putIfAbsent(CREDENTIALS, "");
        variables.put("AWS_CONFIG_FILE", in(folder, CONFIG));
        variables.put("AWS_SHARED_CREDENTIALS_FILE", in(folder, CREDENTIALS));
    }

    private static String keys(String section, Login login) {
        List<String> lines = new ArrayList<>();
        lines.add("[" + section + "]");
        lines.add("aws_access_key_id = " + login.keyId().orElseThrow());
        lines.add("aws_secret_access_key = " + login.secret());
        login.session().ifPresent(token -> lines.add("aws_session_token = " + token));
        return text(lines);
    }

    private static String config(AwsWishes wishes, Optional<Login> login, String session) {
        List<String> lines = new ArrayList<>();
        lines.add("[profile " + PROFILE + "]");
        wishes.region().ifPresent(region -> lines.add("region = " + region));
        if (wishes.role().isPresent()) {
            lines.add("role_arn = " + wishes.role().get());
            lines.add("role_session_name = " + session);
            wishes.externalId().ifPresent(id -> lines.add("external_id = " + id));
            lines.add(login.isPresent() ? "source_profile = " + SOURCE : "credential_source = Ec2InstanceMetadata");
        }
        return text(lines);
    }

    /** {@return what AWS shows for what a build does: letters, digits and {@code +=,.@-_}, at most 64} */
    static String session(String job, int build) {
        String end = "-" + build;
        String name = "jenkins-" + job.replaceAll("[^A-Za-z0-9_+=,.@-]", "-");
        return name.substring(0, Math.min(name.length(), MOST_OF_A_NAME - end.length())) + end;
    }

    private static String text(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }

    /** The agent's system may be another one than the controller's. */
    static String in(String folder, String name) {
        return folder + (folder.contains("\\") && !folder.contains("/") ? "\\" : "/") + name;
    }
}
