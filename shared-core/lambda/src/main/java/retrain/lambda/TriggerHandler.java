package retrain.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.data.SourceAddresses;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.services.sfn.SfnClient;

/**
 * Gathers events of new data and begins one execution of the state machine for all of them. What could not be understood, and what must wait for
 * an execution to end, goes back to the queue.
 */
public final class TriggerHandler extends Handler {
    public TriggerHandler() {
        this(Environment.usual());
    }

    TriggerHandler(Environment environment) {
        super(environment);
    }

    /** What SQS is told: the messages that go back to the queue; all others are done with. */
    record BatchResponse(List<Failure> batchItemFailures) {
        record Failure(String itemIdentifier) {}
    }

    /** What is told without a queue. */
    record Answer(String decision) {}

    @Override
    Record answer(JsonNode event, Context context) {
        Optional<List<JsonNode>> batch = Events.batch(event);
        try (SfnClient client = SfnClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build()) {
            Trigger trigger = new Trigger(
                    SourceAddresses.of(environment().spec()),
                    new Executions(client, environment().machine()));
            return batch.isPresent() ? queued(batch.get(), trigger, context) : called(event, trigger, context);
        }
    }

    private static Answer called(JsonNode event, Trigger trigger, Context context) {
        try {
            Trigger.Decision decision = trigger.decide(List.of(new Message("", Events.arrivals(event))));
            context.getLogger().log(decision.line());
            return new Answer(decision.line());
        } catch (Events.NotUnderstood e) {
            throw new InvalidInput("the event is not understood: " + e.getMessage());
        }
    }

    private static BatchResponse queued(List<JsonNode> records, Trigger trigger, Context context) {
        List<String> back = new ArrayList<>();
        List<Message> messages = new ArrayList<>();
        for (JsonNode record : records) {
            String id = Events.text(record, "messageId").orElse("");
            try {
                String body = Events.text(record, "body").orElseThrow(() -> new Events.NotUnderstood("it is empty"));
                messages.add(new Message(id, Events.arrivals(parsed(body))));
            } catch (Events.NotUnderstood e) {
                back.add(id);
                context.getLogger().log("message " + id + " is not understood and goes back: " + e.getMessage());
            }
        }
        Trigger.Decision decision = trigger.decide(messages);
        context.getLogger().log(decision.line());
        decision.waits().ifPresent(back::add);
        return new BatchResponse(back.stream().map(BatchResponse.Failure::new).toList());
    }

    private static JsonNode parsed(String body) throws Events.NotUnderstood {
        try {
            return JsonNode.parser().parse(body);
        } catch (RuntimeException e) {
            throw new Events.NotUnderstood("it is no JSON");
        }
    }
}
