package retrain.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Writes the drafted spec and query. */
final class DraftText {
    private static final Set<String> YAML_WORDS =
            Set.of("true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf");
    private static final Set<String> NEGATIVE = Set.of("no", "n", "false", "f", "0", "negative", "neg", "none", "good");

    private DraftText() {}

    static String yaml(String model, String data, SpecDraft.Roles roles) {
        StringBuilder yaml = new StringBuilder("# Drafted by retrain:init. Read it, correct it, then: retrain:run\n");
        line(yaml, "model: " + quoted(model));
        line(yaml, "task: " + roles.task().name().toLowerCase(Locale.ROOT));
        line(yaml, "target: " + quoted(roles.target().name()));
        line(yaml, "data:");
        line(yaml, "  sources:");
        line(yaml, "    rows: " + quoted(data));
        line(yaml, "  prepare: prepare.sql");
        roles.time().ifPresent(t -> line(yaml, "  time: " + quoted(t.name())));
        roles.key().ifPresent(k -> line(yaml, "  key: [" + quoted(k.name()) + "]"));
        if (!roles.ignored().isEmpty()) {
            line(yaml, "  ignore:");
            roles.ignored().forEach(c -> line(yaml, "    - " + quoted(c.name())));
        }
        line(yaml, "  holdout: {" + holdout(roles) + "}");
        line(yaml, "train:");
        line(yaml, "  xgboost: {rounds: 100, eta: 0.1, max_depth: 6}");
        line(yaml, "evaluate:");
        line(yaml, "  metrics: [" + metrics(roles.task()) + "]");
        line(yaml, "gates:");
        gates(roles.task()).forEach(g -> line(yaml, "  - {" + g + "}"));
        return yaml.toString();
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append('\n');
    }

    /** As long as the last fifth of the rows lasts, unless that is as long as all of them. */
    private static String holdout(SpecDraft.Roles roles) {
        long seconds = roles.time().map(SpecDraft.Column::lastFifthSeconds).orElse(0L);
        long span = roles.time().map(SpecDraft.Column::spanSeconds).orElse(0L);
        String unit = seconds >= 172_800 ? "day" : seconds >= 7_200 ? "hour" : "minute";
        long length = unit.equals("day") ? 86_400 : unit.equals("hour") ? 3_600 : 60;
        long count = (seconds + length - 1) / length;
        return seconds <= 0 || count * length >= span ? "fraction: 0.2" : "latest: " + count + " " + unit + "s";
    }

    private static String metrics(Task task) {
        return switch (task) {
            case BINARY -> "auc, log_loss, brier";
            case MULTICLASS -> "accuracy, macro_f1, log_loss";
            case REGRESSION -> "rmse, mae, r2";
        };
    }

    private static List<String> gates(Task task) {
        return switch (task) {
            case BINARY -> List.of("metric: auc, at-least: 0.5", "metric: auc, not-worse-than: champion, by: 0.005");
            case MULTICLASS ->
                List.of("metric: accuracy, at-least: 0.5", "metric: accuracy, not-worse-than: champion, by: 0.005");
            case REGRESSION -> List.of("metric: r2, at-least: 0", "metric: r2, not-worse-than: champion, by: 0.005");
        };
    }

    /** {@return a text that YAML takes for nothing else} */
    static String quoted(String text) {
        if (text.matches("[A-Za-z_][A-Za-z0-9_./-]*") && !YAML_WORDS.contains(text.toLowerCase(Locale.ROOT))) {
            return text;
        }
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || (c >= 0x7f && c <= 0xa0) || c == 0x2028 || c == 0x2029 || c == 0xfeff) {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    static String sql(SpecDraft.Roles roles) {
        List<String> columns = new ArrayList<>();
        for (SpecDraft.Column column : roles.facts().columns()) {
            if (column.kind() != SpecDraft.Kind.OTHER) {
                columns.add("    " + (column.equals(roles.target()) ? target(roles) : SqlText.name(column.name())));
            }
        }
        String target = SqlText.name(roles.target().name());
        // Qualified, so that it is the source's column and not the one made of it above.
        String present = "rows." + target + " IS NOT NULL"
                + (roles.target().floating() ? " AND NOT isnan(rows." + target + ")" : "");
        return "-- One SELECT over the sources. Select only what is known when the prediction is made.\nSELECT\n"
                + String.join(",\n", columns) + "\nFROM rows\nWHERE " + present + "\n";
    }

    /** Binary targets are 0 and 1. */
    private static String target(SpecDraft.Roles roles) {
        SpecDraft.Column target = roles.target();
        String name = SqlText.name(target.name());
        List<String> values = target.values();
        if (roles.task() != Task.BINARY || target.kind() == SpecDraft.Kind.BOOLEAN || isZeroAndOne(target)) {
            return name;
        }
        String positive = positive(target);
        String negative = values.get(0).equals(positive) ? values.get(1) : values.get(0);
        return "CASE CAST(" + name + " AS VARCHAR) WHEN " + SqlText.literal(positive) + " THEN 1 WHEN "
                + SqlText.literal(negative) + " THEN 0 END AS " + name;
    }

    private static boolean isZeroAndOne(SpecDraft.Column column) {
        return column.kind() == SpecDraft.Kind.NUMBER
                && column.values().stream().allMatch(v -> Double.parseDouble(v) == 0 || Double.parseDouble(v) == 1);
    }

    private static String positive(SpecDraft.Column target) {
        String first = target.values().get(0);
        String second = target.values().get(1);
        if (target.kind() == SpecDraft.Kind.NUMBER) {
            return Double.parseDouble(first) > Double.parseDouble(second) ? first : second;
        }
        return isNegative(second) && !isNegative(first) ? first : second;
    }

    private static boolean isNegative(String value) {
        String lower = value.strip().toLowerCase(Locale.ROOT);
        return NEGATIVE.contains(lower) || lower.startsWith("not ") || lower.startsWith("non");
    }
}
