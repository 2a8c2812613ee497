package retrain.aws;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import retrain.run.Digest;
import retrain.spec.GlueSpec;
import retrain.spec.Spec;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.CreateJobRequest;
import software.amazon.awssdk.services.glue.model.Job;

/**
 * The definition of the job of Glue that a preparation runs: the user's own, or one that runs {@code glue_prepare.py}. The name of the latter
 * holds the digest of all that it says, so that it never changes: builds that want other ones do not meet.
 */
final class GlueJob {
    private static final String SCRIPT = "glue_prepare.py";
    private static final int AT_ONCE = 50;

    private final Spec spec;
    private final GlueSpec glue;

    GlueJob(Spec spec, GlueSpec glue) {
        this.spec = spec;
        this.glue = glue;
    }

    String name() {
        return glue.job()
                .orElseGet(() -> "retrain-" + spec.model() + "-"
                        + Digest.of(definition(Digest.of(script()).hex()).toString())
                                .brief());
    }

    boolean isGenerated() {
        return glue.job().isEmpty();
    }

    static byte[] script() {
        try (InputStream in = Objects.requireNonNull(GlueJob.class.getResourceAsStream(SCRIPT), SCRIPT)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String role() {
        return glue.role().or(() -> spec.aws().role()).orElseThrow();
    }

    private Map<String, Object> definition(String script) {
        Map<String, Object> definition = new TreeMap<>();
        definition.put("script", script);
        definition.put("role", role());
        definition.put("version", glue.version());
        definition.put("connections", glue.connections());
        definition.put("tags", new TreeMap<>(spec.aws().tags()));
        return definition;
    }

    /** Makes the generated job; nothing if somebody has just made it. */
    void create(GlueClient client, PrepareFiles files) {
        String script = files.keep("scripts", SCRIPT, script());
        try {
            client.createJob(request(script));
        } catch (SdkException e) {
            String code = AwsFailure.code(e);
            if (!code.equals("AlreadyExistsException") && !code.equals("IdempotentParameterMismatchException")) {
                throw AwsFailure.of("Glue job " + name(), "glue:CreateJob", e);
            }
        }
    }

    private CreateJobRequest request(String script) {
        CreateJobRequest.Builder request = CreateJobRequest.builder()
                .name(name())
                .description("Prepares rows for Retrain's model " + spec.model())
                .role(role())
                .command(c -> c.name("glueetl").scriptLocation(script).pythonVersion("3"))
                .glueVersion(glue.version())
                .workerType(worker())
                .numberOfWorkers(workers())
                .maxRetries(0)
                .executionProperty(p -> p.maxConcurrentRuns(AT_ONCE))
                .tags(tags());
        if (!glue.connections().isEmpty()) {
            request.connections(c -> c.connections(glue.connections()));
        }
        return request.build();
    }

    private Map<String, String> tags() {
        Map<String, String> tags = new LinkedHashMap<>(spec.aws().tags());
        tags.put("retrain:model", spec.model());
        return tags;
    }

    String worker() {
        return glue.worker().orElse("G.1X");
    }

    int workers() {
        return glue.workers().orElse(2);
    }

    /** {@return what the user's own job is, as far as its rows depend on it: the digest of its definition and of the tags of its files} */
    String fact(GlueClient client, S3Files s3) {
        Job job = AwsFailure.call(
                "Glue job " + name(),
                "glue:GetJob",
                () -> client.getJob(r -> r.jobName(name())).job());
        Map<String, Object> definition = new TreeMap<>();
        definition.put("script", tagged(s3, job.command().scriptLocation()));
        definition.put("command", job.command().name() + " " + job.command().pythonVersion());
        definition.put("version", String.valueOf(job.glueVersion()));
        definition.put("arguments", new TreeMap<>(job.defaultArguments()));
        definition.put("fixed", new TreeMap<>(job.nonOverridableArguments()));
        for (String list : new String[] {"--extra-py-files", "--extra-jars", "--extra-files"}) {
            for (String file : job.defaultArguments().getOrDefault(list, "").split(",", -1)) {
                if (S3Address.is(file.strip())) {
                    definition.put("file " + file.strip(), tagged(s3, file.strip()));
                }
            }
        }
        return Digest.of(definition.toString()).toString();
    }

    private static String tagged(S3Files s3, String address) {
        return address + " "
                + s3.find(address, Optional.empty()).map(f -> f.tag()).orElse("absent");
    }
}
