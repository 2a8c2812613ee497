package retrain.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import retrain.event.Event;
import retrain.event.Observer;
import retrain.infra.GeneratedFile;
import retrain.infra.Plan;
import retrain.infra.Stacks;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.run.Digest;
import retrain.spec.AwsSpec;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.ChangeAction;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetType;
import software.amazon.awssdk.services.cloudformation.model.CreateChangeSetRequest;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.ResourceChange;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.cloudformation.model.Tag;

/**
 * The stack of a plan in CloudFormation. Everything has a name that follows from what it is, so that a command that was killed is given
 * again: it finds what is there, waits for what goes on, and does the rest.
 */
final class CloudFormationStacks implements Stacks {
    private static final Set<StackStatus> FAILED_FIRST =
            Set.of(StackStatus.ROLLBACK_COMPLETE, StackStatus.ROLLBACK_FAILED, StackStatus.CREATE_FAILED);
    private static final int SHORT = 32;

    private final Plan plan;
    private final Observer observer;
    private final StackCalls calls;
    private final ChangeSets changeSets;
    private final StackTemplate templates;
    private final Supplier<Kept> kept;

    private CloudFormationStacks(
            Plan plan, Observer observer, StackCalls calls, StackTemplate templates, Supplier<Kept> kept) {
        this.plan = plan;
        this.observer = observer;
        this.calls = calls;
        this.changeSets = new ChangeSets(calls, plan.spec().aws().poll());
        this.templates = templates;
        this.kept = kept;
    }

    static CloudFormationStacks of(Plan plan, Observer observer) {
        AwsSpec aws = plan.spec().aws();
        AwsClients clients = new AwsClients(aws);
        StackCalls calls = new StackCalls(clients.of(CloudFormationClient.builder()), plan.stack());
        return new CloudFormationStacks(
                plan, observer, calls, new StackTemplate(plan, calls, clients.s3()), () -> new Kept(clients));
    }

    @Override
    public List<String> check(List<GeneratedFile> files) {
        return StackWords.told(() -> {
            Optional<Stack> there = calls.find();
            there.ifPresent(this::refuseBroken);
            if (there.isPresent() && isBusy(there.get())) {
                throw busy(there.get());
            }
            if (there.isPresent() && FAILED_FIRST.contains(there.get().stackStatus())) {
                return List.of("The stack is what a creation that failed has left ("
                        + there.get().stackStatusAsString() + "): a deployment removes it first, then makes all anew");
            }
            try (StackTemplate.Prepared prepared = templates.prepare(files)) {
                List<String> own = left(there);
                return changes(request("check", prepared, there, own), own);
            }
        });
    }

    private List<String> changes(CreateChangeSetRequest request, List<String> own) {
        try {
            return ChangeLine.of(made(request, own).changes());
        } finally {
            changeSets.remove(request.changeSetName());
        }
    }

    /** {@return the change set} What is there already it may adopt only if a stack of this name has made it. */
    private ChangeSets.Made made(CreateChangeSetRequest request, List<String> own) {
        ChangeSets.Made made = changeSets.make(request);
        List<ResourceChange> adopted = made.changes().stream()
                .filter(c -> c.action() == ChangeAction.IMPORT)
                .toList();
        for (ResourceChange change : adopted) {
            if (!own.contains(change.physicalResourceId())) {
                changeSets.remove(made.name());
                throw new InvalidInput(
                        Code.CONFLICT,
                        calls.where(),
                        "would make " + change.logicalResourceId() + " (" + change.resourceType() + "), and "
                                + change.physicalResourceId() + " is there already, which it has not made",
                        StackEnd.FREE_THE_NAME);
            }
        }
        return made;
    }

    @Override
    public List<String> deploy(List<GeneratedFile> files) {
        return StackWords.told(() -> {
            try (StackTemplate.Prepared prepared = templates.prepare(files)) {
                Optional<Stack> there = ready();
                prepared.upload().forEach(this::tell);
                List<String> own = left(there);
                return deploy(request("deploy", prepared, there, own), there, own);
            }
        });
    }

    private List<String> deploy(CreateChangeSetRequest request, Optional<Stack> there, List<String> own) {
        ChangeSets.Made made = made(request, own);
        if (made.changes().isEmpty()) {
            changeSets.remove(made.name());
            return List.of();
        }
        Optional<String> before = calls.newestEvent(made.stackId());
        List<String> lines = new ArrayList<>(ChangeLine.of(made.changes()));
        tell((there.isPresent() ? "changes " : "makes ") + calls.where() + ": " + lines.size() + " resources");
        changeSets.execute(made);
        StackEnd end = watch(made.stackId(), before).await();
        if (!end.isWell()) {
            throw end.failure();
        }
        calls.find().ifPresent(stack -> stack.outputs().forEach(output -> lines.add(line(output))));
        return lines;
    }

    private static String line(Output output) {
        return output.outputKey() + ": " + output.outputValue();
    }

    /** Waits until nobody works on the stack, and removes what a creation that failed has left. {@return the stack, if there is one} */
    private Optional<Stack> ready() {
        Optional<Stack> there = calls.find();
        if (there.isPresent() && isBusy(there.get())) {
            tell(calls.where() + " is " + there.get().stackStatusAsString() + ": its end is waited for first");
            StackWatch.joined(calls, there.get().stackId(), observer, poll()).await();
            there = calls.find();
        }
        there.ifPresent(this::refuseBroken);
        if (there.isPresent() && FAILED_FIRST.contains(there.get().stackStatus())) {
            tell(calls.where() + " is what a creation that failed has left ("
                    + there.get().stackStatusAsString() + "): it is removed first");
            remove(there.get());
            return Optional.empty();
        }
        return there;
    }

    private static boolean isBusy(Stack stack) {
        return stack.stackStatus() != StackStatus.REVIEW_IN_PROGRESS && StackWatch.goesOn(stack.stackStatusAsString());
    }

    private InvalidInput busy(Stack stack) {
        return new InvalidInput(
                Code.CONFLICT,
                calls.where(),
                "is " + stack.stackStatusAsString() + ": somebody deploys it or removes it just now",
                "Give the command again when that has ended");
    }

    private void refuseBroken(Stack stack) {
        StackStatus status = stack.stackStatus();
        if (status == StackStatus.UPDATE_ROLLBACK_FAILED) {
            throw broken(
                    stack, "'aws cloudformation continue-update-rollback --stack-name " + calls.name() + "' ends that");
        }
        if (status == StackStatus.DELETE_FAILED) {
            throw broken(stack, "Destroy it again: -Dretrain.stack=destroy");
        }
    }

    private InvalidInput broken(Stack stack, String cure) {
        String reason = stack.stackStatusReason();
        return new InvalidInput(
                Code.CONFLICT,
                calls.where(),
                "is " + stack.stackStatusAsString() + " and cannot be changed"
                        + (reason == null || reason.isBlank() ? "" : " (" + reason.replaceAll("[. ]+$", "") + ")"),
                cure);
    }

    private StackEnd remove(Stack stack) {
        String id = stack.stackId();
        Optional<String> before = calls.newestEvent(id);
        calls.ask(
                "DeleteStack",
                () -> calls.client()
                        .deleteStack(r -> r.stackName(id).clientRequestToken(token("delete", id + before.orElse("")))));
        StackEnd end = watch(id, before).await();
        if (!end.isWell()) {
            throw end.failure();
        }
        return end;
    }

    @Override
    public List<String> destroy(boolean withData) {
        return StackWords.told(() -> {
            Optional<Stack> there = calls.find();
            if (there.isPresent()) {
                return destroyed(there.get(), withData);
            }
            List<String> lines = new ArrayList<>();
            lines.add("there is no " + calls.where() + " in this account and region");
            if (withData) {
                lines.addAll(kept.get().lines(calls.left(), true));
            }
            return lines;
        });
    }

    private List<String> destroyed(Stack stack, boolean withData) {
        String id = stack.stackId();
        if (isBusy(stack)) {
            tell(calls.where() + " is " + stack.stackStatusAsString() + ": its end is waited for first");
            StackWatch.joined(calls, id, observer, poll()).await();
        }
        if (calls.find().isPresent()) {
            remove(stack);
        }
        List<String> lines = new ArrayList<>(kept.get().lines(calls.kept(id), withData));
        plan.endpoint()
                .ifPresent(
                        endpoint -> lines.add(
                                "endpoint " + endpoint
                                        + " is of the runs, not of the stack, and stays if it is there: 'clean' names it when nobody calls it"));
        return lines;
    }

    private static boolean isNew(Optional<Stack> there) {
        return there.filter(s -> s.stackStatus() != StackStatus.REVIEW_IN_PROGRESS)
                .isEmpty();
    }

    /** {@return what a stack of this name that was removed has left, which a new one takes over} */
    private List<String> left(Optional<Stack> there) {
        return isNew(there)
                ? calls.left().stream().map(StackEvent::physicalResourceId).toList()
                : List.of();
    }

    private CreateChangeSetRequest request(
            String purpose, StackTemplate.Prepared prepared, Optional<Stack> there, List<String> own) {
        CreateChangeSetRequest.Builder request = CreateChangeSetRequest.builder()
                .stackName(calls.name())
                .changeSetType(isNew(there) ? ChangeSetType.CREATE : ChangeSetType.UPDATE)
                .capabilities(Capability.CAPABILITY_NAMED_IAM)
                .parameters(parameters(prepared.parameters()))
                .tags(tags());
        if (!own.isEmpty()) {
            request.importExistingResources(true);
        }
        prepared.into(request);
        String name = token(
                purpose,
                prepared.digest() + prepared.parameters() + plan.spec().aws().tags());
        return request.changeSetName(name).clientToken(name).build();
    }

    private static List<Parameter> parameters(Map<String, String> values) {
        return values.entrySet().stream()
                .map(e -> Parameter.builder()
                        .parameterKey(e.getKey())
                        .parameterValue(e.getValue())
                        .build())
                .toList();
    }

    private List<Tag> tags() {
        Map<String, String> tags = new TreeMap<>(plan.spec().aws().tags());
        tags.put(SageMakerModels.MODEL_TAG, plan.spec().model());
        return tags.entrySet().stream()
                .map(e -> Tag.builder().key(e.getKey()).value(e.getValue()).build())
                .toList();
    }

    /** {@return a name that follows from a content} */
    private static String token(String purpose, String content) {
        return "retrain-" + purpose + "-" + Digest.of(content).hex().substring(0, SHORT);
    }

    private StackWatch watch(String stackId, Optional<String> before) {
        return new StackWatch(calls, stackId, before, observer, poll());
    }

    private double poll() {
        return plan.spec().aws().poll();
    }

    private void tell(String line) {
        observer.on(new Event.Noticed(line));
    }
}
