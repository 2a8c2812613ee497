package retrain.jenkins.page;

import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.checks.api.ChecksConclusion;
import io.jenkins.plugins.checks.api.ChecksDetails.ChecksDetailsBuilder;
import io.jenkins.plugins.checks.api.ChecksOutput.ChecksOutputBuilder;
import io.jenkins.plugins.checks.api.ChecksPublisherFactory;
import io.jenkins.plugins.checks.api.ChecksStatus;

/** Tells the forge. Loaded only if the plugin checks-api is there: nothing else may name its types. */
final class ChecksPublishing {
    private ChecksPublishing() {}

    static void publish(Run<?, ?> build, TaskListener listener, CheckFacts facts, String detailsUrl) {
        ChecksPublisherFactory.fromRun(build, listener)
                .publish(new ChecksDetailsBuilder()
                        .withName(facts.name())
                        .withStatus(ChecksStatus.COMPLETED)
                        .withConclusion(ChecksConclusion.valueOf(facts.conclusion()))
                        .withDetailsURL(detailsUrl)
                        .withOutput(new ChecksOutputBuilder()
                                .withTitle(facts.title())
                                .withSummary(facts.summary())
                                .build())
                        .build());
    }
}
