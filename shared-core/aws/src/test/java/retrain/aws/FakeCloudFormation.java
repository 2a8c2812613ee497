package retrain.aws;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;
import retrain.aws.AwsServer.Refused;

/**
 * CloudFormation: change sets, stacks, events, with the texts of its errors. Nothing is really made: a resource is its properties. Each look
 * at the events of a stack lets it come one resource further; lists come in pages of three.
 */
final class FakeCloudFormation {
    private static final int PAGE = 3;
    private static final String ARN = "arn:aws:cloudformation:us-east-1:123456789012:";
    private static final String STACK = "AWS::CloudFormation::Stack";

    /** A resource as a template has it. */
    record Made(String type, Map<String, Object> properties, boolean retained, String status) {
        Made with(String now) {
            return new Made(type, properties, retained, now);
        }
    }

    private record Change(String action, String id, String type, String replacement, List<String> names) {}

    private static final class ChangeSet {
        private final String name;
        private final String stackId;
        private final Map<String, Made> wanted;
        private final List<Change> changes;
        private final Map<String, String> tags;
        private String status = "CREATE_PENDING";
        private String execution = "UNAVAILABLE";

        private ChangeSet(
                String name, String stackId, Map<String, Made> wanted, List<Change> changes, Map<String, String> tags) {
            this.name = name;
            this.stackId = stackId;
            this.wanted = wanted;
            this.changes = changes;
            this.tags = tags;
        }
    }

    /** A stack, and what is still to be done to it. */
    static final class Stacked {
        final String name;
        final String id;
        String status = "REVIEW_IN_PROGRESS";
        final Map<String, Made> resources = new TreeMap<>();
        final List<String> events = new ArrayList<>();
        Map<String, String> tags = Map.of();
        private final Map<String, ChangeSet> changeSets = new LinkedHashMap<>();
        private final List<Runnable> steps = new ArrayList<>();
        private @Nullable Instant deleted;

        private Stacked(String name, String id) {
            this.name = name;
            this.id = id;
        }
    }

    private final FakeS3 s3;
    private final List<Stacked> stacks = new ArrayList<>();
    private final Map<String, String> failing = new LinkedHashMap<>();
    private final TreeSet<String> taken = new TreeSet<>();
    private int events;

    FakeCloudFormation(AwsServer server) {
        this.s3 = server.s3;
        on(server, "ValidateTemplate", this::validate);
        on(server, "DescribeStacks", form -> describe(found(form)));
        on(server, "CreateChangeSet", this::create);
        on(server, "DescribeChangeSet", this::describeChangeSet);
        on(server, "DeleteChangeSet", this::deleteChangeSet);
        on(server, "ListChangeSets", this::listChangeSets);
        on(server, "ExecuteChangeSet", this::execute);
        on(server, "DescribeStackEvents", this::describeEvents);
        on(server, "ListStacks", this::listStacks);
        on(server, "DeleteStack", this::delete);
    }

    private void on(AwsServer server, String action, AwsServer.QueryHandler handler) {
        server.onQuery(action, form -> {
            synchronized (stacks) {
                return handler.answer(form);
            }
        });
    }

    /** From now on this resource cannot be made, changed or removed. */
    void fail(String resource, String reason) {
        synchronized (stacks) {
            failing.put(resource, reason);
        }
    }

    void mend() {
        synchronized (stacks) {
            failing.clear();
        }
    }

    /** {@return the stack of a name that is there} */
    Optional<Stacked> stack(String name) {
        synchronized (stacks) {
            return there(name);
        }
    }

    /** {@return how many stacks there are, those that were removed left out} */
    long count() {
        synchronized (stacks) {
            return stacks.stream().filter(s -> s.deleted == null).count();
        }
    }

    /** {@return how many change sets of a stack there are that were not executed} */
    long changeSets(String name) {
        synchronized (stacks) {
            return there(name)
                    .map(s -> s.changeSets.values().stream()
                            .filter(c -> !c.execution.startsWith("EXECUTE"))
                            .count())
                    .orElse(0L);
        }
    }

    /** Somebody else sets a status. */
    void status(String name, String status) {
        synchronized (stacks) {
            there(name).orElseThrow().status = status;
        }
    }

    /** Somebody else begins to change the stack; it ends after some looks. */
    void begin(String name) {
        synchronized (stacks) {
            Stacked stack = there(name).orElseThrow();
            say(stack, stack.name, STACK, "UPDATE_IN_PROGRESS", "User Initiated");
            stack.steps.add(() -> {});
            stack.steps.add(() -> say(stack, stack.name, STACK, "UPDATE_COMPLETE", ""));
        }
    }

    private Optional<Stacked> there(String name) {
        return stacks.stream()
                .filter(s -> s.deleted == null && (s.name.equals(name) || s.id.equals(name)))
                .findFirst();
    }

    private Stacked found(Map<String, String> form) {
        String name = form.getOrDefault("StackName", "");
        return there(name)
                .or(() -> stacks.stream().filter(s -> s.id.equals(name)).findFirst())
                .orElseThrow(() -> invalid("Stack with id " + name + " does not exist"));
    }

    private static Refused invalid(String message) {
        return new Refused(400, "ValidationError", message);
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> template(Map<String, String> form) {
        String url = form.get("TemplateURL");
        String body = form.getOrDefault("TemplateBody", "");
        if (url != null) {
            String[] path = URI.create(url).getPath().substring(1).split("/", 2);
            body = new String(
                    s3.get(path[0], path[1]).orElseThrow(() -> invalid("S3 error: Access Denied")),
                    StandardCharsets.UTF_8);
        } else if (body.length() > 51_200) {
            throw invalid(
                    "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must"
                            + " have length less than or equal to 51200");
        }
        Object read = new Yaml().load(body);
        if (!(read instanceof Map<?, ?> map) || !map.containsKey("Resources")) {
            throw invalid("Template format error: At least one Resources member must be defined.");
        }
        return (Map<String, Object>) map;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Map<String, Object> of, String key) {
        return (Map<String, Object>) of.getOrDefault(key, Map.of());
    }

    private String validate(Map<String, String> form) {
        StringBuilder xml = new StringBuilder("<Parameters>");
        map(template(form), "Parameters")
                .keySet()
                .forEach(key -> xml.append("<member><ParameterKey>").append(key).append("</ParameterKey></member>"));
        return xml.append("</Parameters>").toString();
    }

    private static String describe(Stacked stack) {
        return "<Stacks><member><StackName>" + stack.name + "</StackName><StackId>" + stack.id
                + "</StackId><StackStatus>"
                + stack.status
                + "</StackStatus><CreationTime>2026-01-01T00:00:00Z</CreationTime><Outputs><member><OutputKey>StateMachine</OutputKey>"
                + "<OutputValue>arn:aws:states:us-east-1:123456789012:stateMachine:small</OutputValue></member></Outputs></member></Stacks>";
    }

    private String create(Map<String, String> form) {
        String name = form.getOrDefault("StackName", "");
        String set = form.getOrDefault("ChangeSetName", "");
        Map<String, Object> template = template(form);
        Map<String, String> parameters = pairs(form, "Parameters", "ParameterKey", "ParameterValue");
        for (String key : map(template, "Parameters").keySet()) {
            if (!parameters.containsKey(key)) {
                throw invalid("Parameters: [" + key + "] must have values");
            }
        }
        if (!"CAPABILITY_NAMED_IAM".equals(form.get("Capabilities.member.1"))) {
            throw new Refused(
                    400, "InsufficientCapabilitiesException", "Requires capabilities : [CAPABILITY_NAMED_IAM]");
        }
        Stacked stack = forChange(form, name, set);
        if (stack.changeSets.containsKey(set)) {
            throw new Refused(400, "AlreadyExistsException", "ChangeSet [" + set + "] already exists");
        }
        Map<String, Made> wanted = wanted(template, parameters);
        List<Change> changes = changes(stack, wanted);
        if (form.getOrDefault("ImportExistingResources", "").equals("true")) {
            changes.replaceAll(c -> c.action().equals("Add") && isTaken(wanted.get(c.id()))
                    ? new Change("Import", c.id(), c.type(), "", List.of(bucket(wanted.get(c.id()))))
                    : c);
        }
        stack.changeSets.put(set, new ChangeSet(set, stack.id, wanted, changes, pairs(form, "Tags", "Key", "Value")));
        return "<Id>" + ARN + "changeSet/" + set + "/1</Id><StackId>" + stack.id + "</StackId>";
    }

    /** A bucket that is there already. */
    void taken(String bucket) {
        synchronized (stacks) {
            taken.add(bucket);
        }
    }

    private boolean isTaken(@Nullable Made made) {
        String bucket = bucket(made);
        boolean left = stacks.stream()
                .filter(s -> s.deleted != null)
                .flatMap(s -> s.resources.values().stream())
                .anyMatch(r -> r.status().equals("DELETE_SKIPPED") && bucket(r).equals(bucket));
        return !bucket.isEmpty() && (taken.contains(bucket) || (left && !s3.isRemoved(bucket)));
    }

    private static String bucket(@Nullable Made made) {
        return made == null ? "" : String.valueOf(made.properties().getOrDefault("BucketName", ""));
    }

    private Stacked forChange(Map<String, String> form, String name, String set) {
        Optional<Stacked> there = there(name);
        if (form.getOrDefault("ChangeSetType", "UPDATE").equals("UPDATE")) {
            Stacked stack = there.orElseThrow(() -> invalid("Stack [" + name + "] does not exist"));
            if (stack.status.endsWith("_IN_PROGRESS") || stack.status.equals("ROLLBACK_COMPLETE")) {
                throw invalid("Stack:" + stack.id + " is in " + stack.status + " state and can not be updated.");
            }
            return stack;
        }
        if (there.isPresent()) {
            if (!there.get().status.equals("REVIEW_IN_PROGRESS")) {
                throw invalid("Stack [" + name + "] already exists and cannot be created again with the changeSet ["
                        + set + "].");
            }
            return there.get();
        }
        Stacked made = new Stacked(name, ARN + "stack/" + name + "/" + stacks.size());
        stacks.add(made);
        say(made, name, STACK, "REVIEW_IN_PROGRESS", "User Initiated");
        return made;
    }

    private static Map<String, String> pairs(Map<String, String> form, String list, String key, String value) {
        Map<String, String> pairs = new TreeMap<>();
        for (int i = 1; form.containsKey(list + ".member." + i + "." + key); i++) {
            pairs.put(
                    form.getOrDefault(list + ".member." + i + "." + key, ""),
                    form.getOrDefault(list + ".member." + i + "." + value, ""));
        }
        return pairs;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Made> wanted(Map<String, Object> template, Map<String, String> parameters) {
        Map<String, Made> wanted = new TreeMap<>();
        map(template, "Resources").forEach((id, value) -> {
            Map<String, Object> resource = (Map<String, Object>) value;
            Map<String, Object> properties = new TreeMap<>(map(resource, "Properties"));
            properties.replaceAll((name, given) -> given instanceof Map<?, ?> ref && ref.containsKey("Ref")
                    ? Objects.requireNonNullElse(parameters.get(String.valueOf(ref.get("Ref"))), "")
                    : given);
            wanted.put(
                    id,
                    new Made(
                            String.valueOf(resource.get("Type")),
                            properties,
                            "Retain".equals(resource.get("DeletionPolicy")),
                            "CREATE_COMPLETE"));
        });
        return wanted;
    }

    private static List<Change> changes(Stacked stack, Map<String, Made> wanted) {
        List<Change> changes = new ArrayList<>();
        wanted.forEach((id, made) -> {
            Made before = stack.resources.get(id);
            if (before == null) {
                changes.add(new Change("Add", id, made.type(), "", List.of()));
            } else if (!before.properties().equals(made.properties())) {
                TreeSet<String> names = new TreeSet<>(before.properties().keySet());
                names.addAll(made.properties().keySet());
                names.removeIf(n -> Objects.equals(
                        before.properties().get(n), made.properties().get(n)));
                changes.add(new Change(
                        "Modify",
                        id,
                        made.type(),
                        names.stream().anyMatch(n -> n.endsWith("Name")) ? "True" : "False",
                        List.copyOf(names)));
            }
        });
        stack.resources.forEach((id, made) -> {
            if (!wanted.containsKey(id)) {
                changes.add(new Change("Remove", id, made.type(), "", List.of()));
            }
        });
        return changes;
    }

    private ChangeSet changeSet(Map<String, String> form) {
        String set = form.getOrDefault("ChangeSetName", "");
        return Optional.ofNullable(found(form).changeSets.get(set))
                .orElseThrow(() -> new Refused(404, "ChangeSetNotFound", "ChangeSet [" + set + "] does not exist"));
    }

    /** It comes one step further with each look. */
    private String describeChangeSet(Map<String, String> form) {
        ChangeSet set = changeSet(form);
        int from = Integer.parseInt(form.getOrDefault("NextToken", "0"));
        StringBuilder xml = new StringBuilder();
        xml.append("<ChangeSetName>").append(set.name).append("</ChangeSetName>");
        xml.append("<StackId>").append(set.stackId).append("</StackId>");
        xml.append("<Status>").append(set.status).append("</Status>");
        xml.append("<ExecutionStatus>").append(set.execution).append("</ExecutionStatus>");
        if (set.status.equals("FAILED")) {
            xml.append(
                    "<StatusReason>The submitted information didn't contain changes. Submit different information to create a"
                            + " change set.</StatusReason>");
        }
        xml.append("<Changes>");
        set.changes.stream().skip(from).limit(PAGE).forEach(change -> xml.append(xml(change)));
        xml.append("</Changes>");
        if (set.changes.size() > from + PAGE) {
            xml.append("<NextToken>").append(from + PAGE).append("</NextToken>");
        }
        if (set.status.equals("CREATE_PENDING")) {
            set.status = set.changes.isEmpty() ? "FAILED" : "CREATE_COMPLETE";
            set.execution = set.changes.isEmpty() ? "UNAVAILABLE" : "AVAILABLE";
        }
        return xml.toString();
    }

    private static String xml(Change change) {
        StringBuilder xml = new StringBuilder("<member><Type>Resource</Type><ResourceChange><Action>")
                .append(change.action())
                .append("</Action><LogicalResourceId>")
                .append(change.id())
                .append("</LogicalResourceId><ResourceType>")
                .append(change.type())
                .append("</ResourceType>");
        if (!change.replacement().isEmpty()) {
            xml.append("<Replacement>").append(change.replacement()).append("</Replacement>");
        }
        if (change.action().equals("Import")) {
            xml.append("<PhysicalResourceId>").append(change.names().get(0)).append("</PhysicalResourceId>");
            return xml.append("</ResourceChange></member>").toString();
        }
        xml.append("<Details>");
        change.names()
                .forEach(n -> xml.append("<member><Target><Attribute>Properties</Attribute><Name>")
                        .append(n)
                        .append("</Name></Target></member>"));
        return xml.append("</Details></ResourceChange></member>").toString();
    }

    private String deleteChangeSet(Map<String, String> form) {
        found(form).changeSets.remove(form.getOrDefault("ChangeSetName", ""));
        return "";
    }

    private String listChangeSets(Map<String, String> form) {
        StringBuilder xml = new StringBuilder("<Summaries>");
        found(form)
                .changeSets
                .keySet()
                .forEach(n -> xml.append("<member><ChangeSetName>").append(n).append("</ChangeSetName></member>"));
        return xml.append("</Summaries>").toString();
    }

    private String execute(Map<String, String> form) {
        ChangeSet set = changeSet(form);
        if (!set.execution.equals("AVAILABLE")) {
            throw new Refused(
                    400,
                    "InvalidChangeSetStatus",
                    "ChangeSet [" + set.name + "] cannot be executed in its current status of [" + set.execution + "]");
        }
        Stacked stack = found(form);
        set.execution = "EXECUTE_IN_PROGRESS";
        stack.changeSets.values().removeIf(other -> other != set);
        stack.tags = set.tags;
        boolean first = stack.status.equals("REVIEW_IN_PROGRESS");
        String word = first ? "CREATE" : "UPDATE";
        Map<String, Made> before = new TreeMap<>(stack.resources);
        stack.status = word + "_IN_PROGRESS";
        say(stack, stack.name, STACK, word + "_IN_PROGRESS", "User Initiated");
        for (Change change : set.changes) {
            stack.steps.add(() -> apply(stack, change, set, before, first));
        }
        stack.steps.add(() -> {
            set.execution = "EXECUTE_COMPLETE";
            say(stack, stack.name, STACK, word + "_COMPLETE", "");
        });
        return "";
    }

    private void apply(Stacked stack, Change change, ChangeSet set, Map<String, Made> before, boolean first) {
        if (change.action().equals("Add") && isTaken(set.wanted.get(change.id()))) {
            failing.put(change.id(), bucket(set.wanted.get(change.id())) + " already exists");
        }
        String word = change.action().equals("Import")
                ? "IMPORT"
                : change.action().equals("Add") ? "CREATE" : change.action().equals("Modify") ? "UPDATE" : "DELETE";
        if (failing.containsKey(change.id())) {
            say(stack, change.id(), change.type(), word + "_FAILED", failing.getOrDefault(change.id(), ""));
            say(stack, "Other", "AWS::SQS::Queue", word + "_FAILED", "Resource creation cancelled");
            stack.steps.clear();
            set.execution = "EXECUTE_FAILED";
            String back = first ? "ROLLBACK" : "UPDATE_ROLLBACK";
            say(
                    stack,
                    stack.name,
                    STACK,
                    back + "_IN_PROGRESS",
                    "The following resource(s) failed to create: [" + change.id() + "].");
            stack.steps.add(() -> {
                stack.resources.clear();
                stack.resources.putAll(before);
                say(stack, stack.name, STACK, back + "_COMPLETE", "");
            });
        } else if (word.equals("DELETE")) {
            stack.resources.remove(change.id());
            say(stack, change.id(), change.type(), "DELETE_COMPLETE", "");
        } else {
            stack.resources.put(change.id(), Objects.requireNonNull(set.wanted.get(change.id())));
            say(stack, change.id(), change.type(), word + "_COMPLETE", "");
        }
    }

    private void say(Stacked stack, String id, String type, String status, String reason) {
        Made made = stack.resources.get(id);
        String physical = type.equals(STACK) ? stack.id : made == null ? "" : String.valueOf(physical(id, made));
        if (type.equals(STACK)) {
            stack.status = status;
        }
        stack.events.add(
                0,
                "<member><EventId>e-" + ++events + "</EventId><StackId>" + stack.id + "</StackId><LogicalResourceId>"
                        + id
                        + "</LogicalResourceId><PhysicalResourceId>" + physical + "</PhysicalResourceId><ResourceType>"
                        + type
                        + "</ResourceType><ResourceStatus>" + status + "</ResourceStatus><ResourceStatusReason>"
                        + reason
                        + "</ResourceStatusReason><Timestamp>2026-01-01T00:00:00Z</Timestamp></member>");
    }

    private String describeEvents(Map<String, String> form) {
        Stacked stack = found(form);
        int from = Integer.parseInt(form.getOrDefault("NextToken", "0"));
        if (from == 0 && !stack.steps.isEmpty()) {
            stack.steps.remove(0).run();
        }
        return "<StackEvents>" + String.join("", page(stack.events, from)) + "</StackEvents>"
                + next(stack.events.size(), from);
    }

    private static <T> List<T> page(List<T> all, int from) {
        return all.subList(Math.min(from, all.size()), Math.min(from + PAGE, all.size()));
    }

    private static String next(int size, int from) {
        return size > from + PAGE ? "<NextToken>" + (from + PAGE) + "</NextToken>" : "";
    }

    private static Object physical(String id, Made made) {
        return made.properties().getOrDefault("BucketName", "physical-" + id);
    }

    private String listStacks(Map<String, String> form) {
        StringBuilder xml = new StringBuilder("<StackSummaries>");
        for (Stacked stack : stacks) {
            if (stack.deleted != null) {
                xml.append("<member><StackName>")
                        .append(stack.name)
                        .append("</StackName><StackId>")
                        .append(stack.id)
                        .append("</StackId><StackStatus>DELETE_COMPLETE</StackStatus><DeletionTime>")
                        .append(stack.deleted)
                        .append("</DeletionTime></member>");
            }
        }
        return xml.append("</StackSummaries>").toString();
    }

    private String delete(Map<String, String> form) {
        Optional<Stacked> there = there(form.getOrDefault("StackName", ""));
        if (there.isEmpty()) {
            return "";
        }
        Stacked stack = there.get();
        if (stack.status.equals("REVIEW_IN_PROGRESS")) {
            say(stack, stack.name, STACK, "DELETE_COMPLETE", "");
            stack.deleted = Instant.now();
            return "";
        }
        if (stack.status.equals("DELETE_IN_PROGRESS")) {
            return "";
        }
        say(stack, stack.name, STACK, "DELETE_IN_PROGRESS", "User Initiated");
        for (String id : List.copyOf(stack.resources.keySet())) {
            stack.steps.add(() -> deleteOne(stack, id));
        }
        stack.steps.add(() -> {
            say(stack, stack.name, STACK, "DELETE_COMPLETE", "");
            stack.deleted = Instant.now();
        });
        return "";
    }

    private void deleteOne(Stacked stack, String id) {
        Made made = Objects.requireNonNull(stack.resources.get(id));
        if (failing.containsKey(id)) {
            say(stack, id, made.type(), "DELETE_FAILED", failing.getOrDefault(id, ""));
            stack.steps.clear();
            stack.steps.add(() -> say(
                    stack,
                    stack.name,
                    STACK,
                    "DELETE_FAILED",
                    "The following resource(s) failed to delete: [" + id + "]."));
            return;
        }
        String status = made.retained() ? "DELETE_SKIPPED" : "DELETE_COMPLETE";
        stack.resources.put(id, made.with(status));
        say(stack, id, made.type(), status, "");
    }

    /** {@return something with the server's stacks at rest} */
    <T> T quietly(Supplier<T> look) {
        synchronized (stacks) {
            return look.get();
        }
    }
}
