package retrain.cost;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.spec.CostSpec;
import retrain.spec.Spec;

/**
 * Prices of a region, in US dollars: those of the user's file, and for what is not in it those of Retrain's own list. Both are CSV with
 * the columns service, unit, region, per, usd. A service of {@code sagemaker} is each of {@code sagemaker-training}, {@code -processing},
 * {@code -transform} and {@code -endpoint}; a region of {@code *} is any. A price that is in neither is not known: nothing is guessed.
 */
public final class Prices {
    /** An average month. */
    static final double HOURS_A_MONTH = 730;

    private static final String OWN = "/retrain/cost/prices.csv";
    private static final String HEADER = "service,unit,region,per,usd";
    private static final Map<String, Double> SECONDS =
            Map.of("hour", 3600.0, "second", 1.0, "month", HOURS_A_MONTH * 3600);

    private final Optional<String> region;
    private final Optional<String> file;
    private final Map<String, Double> perSecond = new HashMap<>();

    private Prices(Optional<String> region, Optional<String> file) {
        this.region = region;
        this.file = file;
    }

    /**
     * {@return the prices that a spec names}
     *
     * @param base the folder of the spec
     * @throws InvalidInput if its file is not there or has lines that are no prices: all of them
     */
    public static Prices of(Spec spec, Path base) {
        CostSpec cost = spec.cost();
        Prices prices = new Prices(spec.aws().region(), cost.prices());
        prices.add(OWN, built());
        if (cost.prices().isPresent()) {
            prices.add(cost.prices().get(), lines(base.resolve(cost.prices().get())));
        }
        return prices;
    }

    private static List<String> built() {
        try (InputStream in = Prices.class.getResourceAsStream(OWN)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + OWN);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new InvalidInput(
                    Code.SPEC_WRONG_VALUE,
                    "cost.prices",
                    "'" + file + "' cannot be read (" + e + ")",
                    "Name a CSV file in UTF-8 with the header " + HEADER);
        }
    }

    private void add(String name, List<String> lines) {
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#") && !line.equals(HEADER)) {
                Optional<String> wrong = add(line.split(" *, *", -1));
                int number = i + 1;
                wrong.ifPresent(what -> problems.add(new Problem(
                        Code.SPEC_WRONG_VALUE,
                        name + ":" + number,
                        what,
                        "Write it like sagemaker-training,ml.m5.xlarge,us-east-1,hour,0.23")));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
    }

    /** {@return what is wrong with the line} */
    private Optional<String> add(String[] cells) {
        if (cells.length != 5) {
            return Optional.of("has " + cells.length + " columns in place of 5: " + HEADER);
        }
        Double seconds = SECONDS.get(cells[3]);
        if (seconds == null) {
            return Optional.of("'" + cells[3] + "' is none of hour, second, month");
        }
        if (!cells[4].matches("[0-9]+(\\.[0-9]+)?")) {
            return Optional.of("'" + cells[4] + "' is no price");
        }
        if (cells[2].equals("*") || region.equals(Optional.of(cells[2]))) {
            perSecond.put(key(cells[0], cells[1]), Double.parseDouble(cells[4]) / seconds);
        }
        return Optional.empty();
    }

    private static String key(String service, String unit) {
        return service + "," + unit;
    }

    /** {@return the price of one unit for a second, if it is known; a unit such as {@code 512 MB} is a part of the unit {@code GB}} */
    public Optional<Double> perSecond(String service, String unit) {
        if (unit.matches("[0-9]{1,9} MB")) {
            double parts = Integer.parseInt(unit.substring(0, unit.length() - 3)) / 1024.0;
            return perSecond(service, "GB").map(price -> price * parts);
        }
        Double exact = perSecond.get(key(service, unit));
        if (exact != null) {
            return Optional.of(exact);
        }
        int dash = service.indexOf('-');
        return dash < 0 ? Optional.empty() : Optional.ofNullable(perSecond.get(key(service.substring(0, dash), unit)));
    }

    /** {@return the price of one unit for a month, if it is known} */
    public Optional<Double> perMonth(String service, String unit) {
        return perSecond(service, unit).map(price -> price * HOURS_A_MONTH * 3600);
    }

    /** {@return that the price of something is not known, and what to write where} */
    Problem unknown(String service, String unit) {
        if (unit.isEmpty()) {
            return new Problem(
                    Code.SPEC_MISSING_KEY,
                    "data.prepare." + service,
                    "does not say which workers the job uses, so that what it costs is not known",
                    "Add 'worker: G.1X' and 'workers: 2', as the job has them");
        }
        String line = service + "," + unit + "," + region.orElse("us-east-1") + ",hour,…";
        String cure = file.isPresent()
                ? "Add the line '" + line + "' with its price to " + file.get()
                : "Write the line '" + line + "' with its price into a file, and 'prices: that file' under 'cost'";
        return region.isEmpty()
                ? new Problem(
                        Code.SPEC_MISSING_KEY,
                        "aws.region",
                        "is absent, and prices are those of a region",
                        "Write 'region: us-east-1' under 'aws'")
                : new Problem(
                        Code.SPEC_WRONG_VALUE,
                        "cost.prices",
                        "no price of " + unit + " for " + service + " in " + region.get() + " is known",
                        cure);
    }
}
