package retrain.report;

import java.util.List;
import java.util.Optional;
import retrain.cost.Money;

/** What the run cost in AWS. */
final class CostSection implements Section<RunRecord> {
    @Override
    public String id() {
        return "cost";
    }

    @Override
    public String title() {
        return "Cost";
    }

    @Override
    public boolean applies(RunRecord run) {
        return run.result().cost().isPresent();
    }

    @Override
    public void write(Markup html, RunRecord run) {
        html.element("p", Facts.cost(run).orElseThrow()).line();
        Sheet sheet = sheet(run.result().cost().orElseThrow());
        if (!sheet.isEmpty()) {
            sheet.write(html);
        }
    }

    static Sheet sheet(Result.CostResult cost) {
        Sheet sheet = new Sheet("What each job cost")
                .column("Job", Sheet.Kind.NAME)
                .column("Service", Sheet.Kind.TEXT)
                .column("Used", Sheet.Kind.TEXT)
                .column("Time", Sheet.Kind.NUMBER)
                .column("Billed", Sheet.Kind.NUMBER)
                .column("Cost", Sheet.Kind.NUMBER);
        for (Result.JobCost job : cost.jobs()) {
            sheet.row(List.of(
                    job.job(),
                    job.service(),
                    Texts.join(Integer.toString(job.count()), " x ", job.unit(), job.spot() ? ", Spot" : ""),
                    Figures.duration(job.seconds()),
                    Figures.duration(job.billed()),
                    dollars(job.dollars())));
        }
        return sheet;
    }

    private static String dollars(Optional<Double> dollars) {
        return dollars.isPresent() ? Money.text(dollars.get()) : "not known";
    }
}
