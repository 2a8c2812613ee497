package retrain.aws;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import retrain.infra.GeneratedFile;
import retrain.infra.Ids;
import retrain.infra.Plan;
import retrain.infra.Template;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.run.Digest;
import software.amazon.awssdk.services.cloudformation.model.CreateChangeSetRequest;
import software.amazon.awssdk.services.cloudformation.model.TemplateParameter;
import software.amazon.awssdk.services.cloudformation.model.ValidateTemplateRequest;
import software.amazon.awssdk.services.s3.S3Client;

/** The template of a stack as CloudFormation is given it, with the code that it names. */
final class StackTemplate {
    private final Plan plan;
    private final StackCalls calls;
    private final S3Client s3;
    private final S3Transfer transfer;

    StackTemplate(Plan plan, StackCalls calls, S3Client s3) {
        this.plan = plan;
        this.calls = calls;
        this.s3 = s3;
        this.transfer = new S3Transfer(s3, plan.spec().aws().kmsKey());
    }

    /** {@return the template of the files, which CloudFormation has validated, and the values of its parameters} */
    Prepared prepare(List<GeneratedFile> files) {
        String body = files.stream()
                .filter(f -> f.path().endsWith(Template.FILE))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + Template.FILE + " among the files"))
                .content();
        Optional<String> url = body.getBytes(StandardCharsets.UTF_8).length > Template.MOST_INLINE
                ? Optional.of(upload(body))
                : Optional.empty();
        List<String> declared = declared(body, url);
        Optional<StackCode> code = declared.contains(Ids.CODE_KEY)
                ? Optional.of(StackCode.pack(plan, declared.contains(Ids.ENGINES_KEY)))
                : Optional.empty();
        return new Prepared(body, url, code);
    }

    /** {@return the address that CloudFormation reads it from} */
    private String upload(String body) {
        String address = plan.code()
                .below("templates/" + Digest.of(body).hex() + ".yaml")
                .address();
        try {
            Path file = Files.createTempFile("retrain-", ".yaml");
            try {
                Files.writeString(file, body);
                transfer.uploadUnlessThere(file, address);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw S3Failure.disk(Path.of(System.getProperty("java.io.tmpdir")), e);
        }
        S3Address at = S3Address.of(address);
        return s3.utilities().getUrl(r -> r.bucket(at.bucket()).key(at.key())).toString();
    }

    private List<String> declared(String body, Optional<String> url) {
        ValidateTemplateRequest.Builder request = ValidateTemplateRequest.builder();
        url.ifPresentOrElse(request::templateURL, () -> request.templateBody(body));
        List<TemplateParameter> parameters = calls.ask(
                "ValidateTemplate",
                () -> calls.client().validateTemplate(request.build()).parameters());
        List<String> names = new ArrayList<>();
        for (TemplateParameter parameter : parameters) {
            if (parameter.defaultValue() == null && !StackCode.PARAMETERS.contains(parameter.parameterKey())) {
                throw new InvalidInput(
                        Code.DEPLOYMENT_FAILED,
                        plan.infra().out() + "/" + Template.FILE,
                        "asks for a value of '" + parameter.parameterKey() + "', which nothing gives",
                        "Write the files anew: -Dretrain.stack=write");
            }
            names.add(parameter.parameterKey());
        }
        return names;
    }

    /** A template that can be deployed. */
    final class Prepared implements AutoCloseable {
        private final String body;
        private final Optional<String> url;
        private final Optional<StackCode> code;

        private Prepared(String body, Optional<String> url, Optional<StackCode> code) {
            this.body = body;
            this.url = url;
            this.code = code;
        }

        String digest() {
            return Digest.of(body).hex();
        }

        Map<String, String> parameters() {
            return code.map(StackCode::parameters).orElseGet(TreeMap::new);
        }

        void into(CreateChangeSetRequest.Builder request) {
            url.ifPresentOrElse(request::templateURL, () -> request.templateBody(body));
        }

        /** Puts the code where the functions take it from, unless it is there. {@return what was done, for people} */
        List<String> upload() {
            return code.map(c -> c.upload(transfer)).orElse(List.of());
        }

        @Override
        public void close() {
            code.ifPresent(StackCode::close);
        }
    }
}
