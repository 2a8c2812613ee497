package retrain.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import retrain.problem.Code;
import retrain.problem.InvalidInput;

/**
 * A first spec for a data file: what can be told from the file's facts alone, and every guess in a sentence.
 *
 * @param yaml the text of {@code retrain.yaml}
 * @param sql the text of {@code prepare.sql}, which the spec names
 * @param guesses what was guessed and why, for the user to confirm
 */
public record SpecDraft(String yaml, String sql, List<String> guesses) {
    public SpecDraft {
        guesses = List.copyOf(guesses);
    }

    /** What a column holds. */
    public enum Kind {
        NUMBER,
        BOOLEAN,
        TEXT,
        TIME,
        /** Lists, structures and the like, which cannot be trained on. */
        OTHER
    }

    /**
     * What was found in a data file.
     *
     * @param rows the rows looked at
     * @param whole whether these are all rows of the file
     * @param columns in the order of the file
     */
    public record Facts(long rows, boolean whole, List<Column> columns) {
        public Facts {
            columns = List.copyOf(columns);
        }
    }

    /**
     * What was found in a column.
     *
     * @param floating whether a number may be NaN
     * @param whole whether all numbers are whole
     * @param missing rows without a value
     * @param distinct different values
     * @param values all values as texts, sorted, if they are few; else empty
     * @param twins columns of few values whose values go one to one with this one's
     * @param spanSeconds between the first and the last time; 0 if it is no time
     * @param lastFifthSeconds in which the last fifth of the rows lies; 0 if it is no time
     */
    public record Column(
            String name,
            Kind kind,
            boolean floating,
            boolean whole,
            long missing,
            long distinct,
            List<String> values,
            List<String> twins,
            long spanSeconds,
            long lastFifthSeconds) {
        public Column {
            values = List.copyOf(values);
            twins = List.copyOf(twins);
        }
    }

    /**
     * Drafts a spec.
     *
     * @param model a name for the model; what a name cannot hold is replaced
     * @param data the data file, relative to the spec
     * @throws InvalidInput {@link Code#DATA_UNUSABLE} if no column can be predicted, or none would be left to train on
     */
    public static SpecDraft of(String model, String data, Facts facts) {
        Roles roles = Roles.guess(data, facts);
        return new SpecDraft(
                DraftText.yaml(name(model), data.replace('\\', '/'), roles), DraftText.sql(roles), roles.sentences());
    }

    private static String name(String model) {
        String name = model.replaceAll("[^a-zA-Z0-9_-]+", "-").replaceAll("^[-_]+|-+$", "");
        return name.isEmpty() ? "model" : name.substring(0, Math.min(63, name.length()));
    }

    /** What the columns are for. */
    record Roles(
            Facts facts,
            Task task,
            Column target,
            List<Column> others,
            Optional<Column> time,
            Optional<Column> key,
            List<Column> ignored,
            List<String> sentences) {
        private static final int MOST_CLASSES = 20;
        private static final int MOST_CATEGORIES = 1000;
        private static final int ROWS_PER_CLASS = 10;

        static Roles guess(String data, Facts facts) {
            List<Column> candidates = candidates(facts);
            if (candidates.isEmpty()) {
                throw unusable(data, "has no column that could be predicted");
            }
            Column target = candidates.get(0);
            Task task = task(facts, target).orElseThrow();
            Optional<Column> time = time(facts);
            Optional<Column> key = key(facts, target);
            List<String> said = new ArrayList<>();
            said.add(targetSentence(target, task, candidates));
            said.add(timeSentence(time));
            said.add(key.map(k -> "key: " + k.name() + ", since it is another in every row")
                    .orElse("key: none, since no column looks like the number or name of a row"));
            List<Column> ignored = new ArrayList<>();
            long features = 0;
            for (Column column : facts.columns()) {
                if (column.equals(target) || key.equals(Optional.of(column)) || time.equals(Optional.of(column))) {
                    continue;
                }
                Optional<String> why = why(column, target, facts);
                if (why.isEmpty()) {
                    features++;
                    continue;
                }
                if (column.kind() == Kind.OTHER) {
                    said.add("left out: " + column.name() + ", since " + why.get());
                } else {
                    ignored.add(column);
                    said.add("ignore: " + column.name() + ", since " + why.get());
                }
            }
            if (features == 0) {
                throw unusable(data, "has no column to train on besides the target '" + target.name() + "'");
            }
            said.add(
                    "features: the other " + features + " columns; see that each is known when the prediction is made");
            if (!facts.whole()) {
                said.add("only the first " + facts.rows() + " rows were looked at");
            }
            return new Roles(facts, task, target, candidates, time, key, ignored, List.copyOf(said));
        }

        private static InvalidInput unusable(String data, String what) {
            return new InvalidInput(
                    Code.DATA_UNUSABLE,
                    data,
                    what,
                    "Name a file with rows, a column to predict and columns to train on");
        }

        private static String targetSentence(Column target, Task task, List<Column> candidates) {
            String why = known(target.name()) ? "its name says so" : "it comes last among the likeliest columns";
            List<String> rest =
                    candidates.stream().skip(1).limit(5).map(Column::name).toList();
            return "target: " + target.name() + " (" + task.name().toLowerCase(Locale.ROOT) + "), since " + why
                    + (rest.isEmpty() ? "" : "; other candidates: " + String.join(", ", rest));
        }

        private static String timeSentence(Optional<Column> time) {
            return time.map(t -> "time: " + t.name() + ", since it is a time in every row; "
                            + "the latest rows are held out if they are a part of all")
                    .orElse("time: none, since no column is a time in every row; a fifth of the rows is held out");
        }

        /** The likeliest first. */
        private static List<Column> candidates(Facts facts) {
            List<Column> sorted = new ArrayList<>(facts.columns().stream()
                    .filter(c -> task(facts, c).isPresent())
                    .toList());
            sorted.sort((a, b) -> Integer.compare(likelihood(facts, b), likelihood(facts, a)));
            return sorted;
        }

        private static int likelihood(Facts facts, Column column) {
            int place = facts.columns().indexOf(column);
            int last = place == facts.columns().size() - 1 ? 5000 : 0;
            int binary = task(facts, column).equals(Optional.of(Task.BINARY)) ? 2500 : 0;
            return (known(column.name()) ? 100_000 : 0) + last + binary + Math.min(place, 2000);
        }

        private static boolean known(String name) {
            return name.toLowerCase(Locale.ROOT)
                    .matches("(is[_ ])?(y|target|label|class|outcome|response|churn(ed)?|default(ed)?|fraud|late|"
                            + "survived|converted|clicked|delayed|cancell?ed|species|diagnosis|quality|price|sales)"
                            + "([_ ](class|label|flag))?");
        }

        private static Optional<Task> task(Facts facts, Column column) {
            long there = facts.rows() - column.missing();
            if (column.distinct() < 2 || named(column) || (unique(facts, column) && column.kind() == Kind.TEXT)) {
                return Optional.empty();
            }
            boolean classes = there >= column.distinct() * ROWS_PER_CLASS && column.distinct() <= MOST_CLASSES;
            return switch (column.kind()) {
                case BOOLEAN -> Optional.of(Task.BINARY);
                case NUMBER ->
                    Optional.of(column.distinct() == 2 && column.values().size() == 2 ? Task.BINARY : Task.REGRESSION);
                case TEXT ->
                    column.distinct() == 2 && column.values().size() == 2
                            ? Optional.of(Task.BINARY)
                            : classes ? Optional.of(Task.MULTICLASS) : Optional.empty();
                case TIME, OTHER -> Optional.empty();
            };
        }

        private static Optional<Column> time(Facts facts) {
            return facts.columns().stream()
                    .filter(c -> c.kind() == Kind.TIME && c.missing() == 0 && c.distinct() > 1)
                    .reduce((a, b) -> b.distinct() > a.distinct() ? b : a);
        }

        private static Optional<Column> key(Facts facts, Column target) {
            List<Column> unique = facts.columns().stream()
                    .filter(c -> !c.equals(target) && unique(facts, c))
                    .filter(c -> c.kind() == Kind.TEXT || (c.kind() == Kind.NUMBER && named(c)))
                    .toList();
            return unique.stream()
                    .filter(Roles::named)
                    .findFirst()
                    .or(() -> unique.stream().findFirst());
        }

        private static boolean unique(Facts facts, Column column) {
            return column.missing() == 0 && column.distinct() == facts.rows();
        }

        private static boolean named(Column column) {
            return column.name().matches("(?i)(.*[_ .-])?(id|key|uuid|guid|nr|rowid|row_number|index)")
                    || column.name().matches(".*[a-z]I[dD]");
        }

        /** {@return why a column is not to be trained on} */
        private static Optional<String> why(Column column, Column target, Facts facts) {
            if (column.kind() == Kind.OTHER) {
                return Optional.of("it is neither a number, a text nor a time");
            }
            if (column.distinct() < 2) {
                return Optional.of("it is the same in every row");
            }
            if (column.kind() == Kind.TIME) {
                return Optional.of("it is a time; take numbers out of it in prepare.sql to train on");
            }
            if (target.twins().contains(column.name())) {
                return Optional.of("it says the same as the target");
            }
            if (named(column)) {
                return Optional.of("its name is that of an identifier");
            }
            boolean many = column.distinct() > Math.min(MOST_CATEGORIES, Math.max(facts.rows() / 2, 2));
            return column.kind() == Kind.TEXT && many
                    ? Optional.of("it is a text with " + column.distinct() + " values")
                    : Optional.empty();
        }
    }
}
