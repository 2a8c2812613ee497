package retrain.aws;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import retrain.aws.AwsServer.Call;
import retrain.aws.AwsServer.Fault;

/**
 * Lets the calls of runs fail, first each call in each way, then many by chance, until so many faults were met; says what went wrong. Arguments: how
 * many faults, the share of the calls that fail when it is by chance, a seed; where several processes share the calls, the first and the last of this one.
 */
final class FaultSimulation {
    private FaultSimulation() {}

    public static void main(String[] arguments) throws Exception {
        int wanted = Integer.parseInt(arguments[0]);
        double share = Double.parseDouble(arguments[1]);
        Random random = new Random(Long.parseLong(arguments[2]));
        Path folder = Files.createTempDirectory("faults");
        FaultyRuns runs = new FaultyRuns(folder);
        List<Fault> kinds = Fault.atOnce();
        Map<String, Integer> wrong = new HashMap<>();
        int faults = 0;
        int resumes = 0;
        int count = 0;
        int first = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 1;
        int last = arguments.length > 4 ? Integer.parseInt(arguments[4]) : runs.calls();
        for (int number = first; number <= last && faults < wanted; number++) {
            if (number % 10 == 0) {
                System.out.println("call " + number + " of " + runs.calls() + ", until " + last);
            }
            for (Fault kind : kinds) {
                FaultyRuns.Told told = runs.run(FaultyRuns.at(number, kind), random.nextInt(4) == 0);
                String call = "call " + number + " " + kind + ": ";
                told.wrong().forEach(w -> wrong.merge(call + w, 1, Integer::sum));
                told.wrong().forEach(w -> System.out.println(call + w));
                faults += told.faults();
                resumes += told.resumes();
                count++;
            }
        }
        System.out.printf(
                "each call in each way: %d runs, %d faults, %d resumes, %d wrong%n",
                count, faults, resumes, wrong.size());
        while (faults < wanted) {
            long seed = random.nextLong();
            Random own = new Random(seed);
            Function<Call, Fault> how = call -> {
                synchronized (own) {
                    return own.nextDouble() < share ? kinds.get(own.nextInt(kinds.size())) : Fault.NONE;
                }
            };
            FaultyRuns.Told told = runs.run(how, own.nextInt(4) == 0);
            told.wrong().forEach(w -> wrong.merge(w, 1, Integer::sum));
            told.wrong().forEach(w -> System.out.println("seed " + seed + ": " + w));
            faults += told.faults();
            resumes += told.resumes();
            count++;
            if (count % 100 == 0) {
                System.out.printf("%d runs, %d faults, %d resumes, %d wrong%n", count, faults, resumes, wrong.size());
            }
        }
        System.out.printf("%d runs, %d faults, %d resumes, %d wrong%n", count, faults, resumes, wrong.size());
        System.exit(wrong.isEmpty() ? 0 : 1);
    }
}
