package retrain.infra;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.problem.Code;
import retrain.problem.InvalidInput;

/** The template of CloudFormation: one stack, in an order that a change of the spec does not disturb. */
public final class Template {
    /** The name of the file in the folder of what is written. */
    public static final String FILE = "template.yaml";

    /** The most bytes of a template that is sent with the request; a larger one is fetched by CloudFormation from S3. */
    public static final int MOST_INLINE = 51_200;

    private static final int MOST_BYTES = 1_000_000;
    private static final int MOST_RESOURCES = 500;

    private Template() {}

    static GeneratedFile file(Plan plan) {
        List<Resource> resources = resources(plan);
        String text = HEAD.formatted(plan.config()) + Yaml.of(document(plan, resources));
        checkSize(plan, resources.size(), text.getBytes(StandardCharsets.UTF_8).length);
        return new GeneratedFile(plan.infra().out() + "/" + FILE, text);
    }

    private static final String HEAD = "# Written by 'infra' from %s: change that, and write this anew.\n";

    /** {@return the resources, part by part, with the tags of the spec} */
    static List<Resource> resources(Plan plan) {
        List<Resource> all = new ArrayList<>();
        all.addAll(Encryption.of(plan));
        all.addAll(Buckets.of(plan));
        all.addAll(Queues.of(plan));
        all.addAll(Events.of(plan));
        all.addAll(Schedules.of(plan));
        all.addAll(Functions.of(plan));
        all.addAll(Logs.ofMachine(plan));
        all.addAll(StateMachine.of(plan));
        all.addAll(SageMakerPipeline.of(plan));
        all.addAll(Roles.resources(plan));
        all.addAll(Notices.of(plan));
        all.addAll(Registry.of(plan));
        all.addAll(EndpointGuards.of(plan));
        all.addAll(Observing.of(plan));
        all.addAll(Delivery.of(plan));
        return all.stream().map(r -> Tags.on(r, plan)).toList();
    }

    private static Map<String, Object> document(Plan plan, List<Resource> resources) {
        return Cfn.map(
                "AWSTemplateFormatVersion", "2010-09-09",
                "Description", "Retrains the model " + plan.spec().model() + " by itself",
                "Metadata", Cfn.map("Retrain", metadata(plan)),
                "Parameters", parameters(plan),
                "Resources", byId(resources),
                "Outputs", outputs());
    }

    private static Map<String, Object> metadata(Plan plan) {
        return Cfn.map("Model", plan.spec().model(), "Spec", plan.config(), "Profile", plan.profile());
    }

    private static Map<String, Object> parameters(Plan plan) {
        S3Name code = plan.code();
        return Cfn.map(
                Ids.CODE_BUCKET,
                new Yaml.Commented(
                        "Where the code of the functions is; a deployment puts it there, and names it by its content.",
                        parameter("The bucket of the code", code.bucket())),
                Ids.CODE_KEY,
                parameter(
                        "The functions and the spec", code.below("function.zip").key()),
                Ids.ENGINES_KEY,
                parameter(
                        "The engines of the functions that read rows",
                        code.below("engines.zip").key()));
    }

    private static Map<String, Object> parameter(String description, String value) {
        return Cfn.map("Type", "String", "Description", description, "Default", value);
    }

    private static Map<String, Object> byId(List<Resource> resources) {
        Map<String, Object> byId = new LinkedHashMap<>();
        for (Resource resource : resources) {
            Map<String, Object> entry = Cfn.map("Type", resource.type());
            entry.putAll(resource.attributes());
            if (!resource.properties().isEmpty()) {
                entry.put("Properties", resource.properties());
            }
            Object before = byId.put(resource.id(), new Yaml.Commented(resource.comment(), entry));
            if (before != null) {
                throw new IllegalStateException("two resources are called " + resource.id());
            }
        }
        return byId;
    }

    private static Map<String, Object> outputs() {
        Map<String, Object> outputs = new LinkedHashMap<>();
        outputs.put("StateMachine", output("What goes through a retrain", Cfn.ref(Ids.STATE_MACHINE)));
        outputs.put("Topic", output("Where it is told how executions end, and what fails", Cfn.ref(Ids.TOPIC)));
        outputs.put("Events", output("Where events of new data wait", Cfn.ref(Ids.EVENTS)));
        outputs.put("DeadLetters", output("What could not be delivered", Cfn.ref(Ids.DEAD_LETTERS)));
        return outputs;
    }

    private static Map<String, Object> output(String description, Object value) {
        return Cfn.map("Description", description, "Value", value);
    }

    private static void checkSize(Plan plan, int resources, int bytes) {
        Optional<String> wrong = resources > MOST_RESOURCES
                ? Optional.of(
                        "makes a stack of " + resources + " resources, and CloudFormation takes " + MOST_RESOURCES)
                : bytes > MOST_BYTES
                        ? Optional.of("makes a template of " + bytes + " bytes, and CloudFormation takes " + MOST_BYTES)
                        : Optional.empty();
        if (wrong.isPresent()) {
            throw new InvalidInput(
                    Code.SPEC_CONTRADICTION,
                    plan.config() + ": infra",
                    wrong.get(),
                    "Name fewer sources, alarms and addresses of mail, or make two models of it");
        }
    }
}
