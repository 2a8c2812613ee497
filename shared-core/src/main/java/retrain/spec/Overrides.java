package retrain.spec;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import retrain.problem.Code;
import retrain.problem.Problem;

/** The option 'set': {@code train.xgboost.eta=0.2,evaluate.metrics=[auc, brier]}, laid over the spec. */
final class Overrides {
    private static final Place PLACE = new Place("option 'set'", 0, 0);

    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<String> BOOLEANS = Set.of("true", "True", "TRUE", "false", "False", "FALSE");

    private Overrides() {}

    static Tree.Mapping over(Tree.Mapping spec, String set, List<Problem> problems) {
        Tree.Mapping result = spec;
        for (String piece : pieces(set)) {
            int equals = piece.indexOf('=');
            String path = equals < 0 ? "" : piece.substring(0, equals).strip();
            if (path.isEmpty() || path.startsWith(".") || path.endsWith(".") || path.contains("..")) {
                problems.add(new Problem(
                        Code.OPTION_WRONG,
                        PLACE.file(),
                        "'" + piece + "' is not of the form key=value",
                        "Write it like train.xgboost.eta=0.1; put a list into brackets: key=[a, b]"));
                continue;
            }
            Tree value = value(piece.substring(equals + 1).strip(), problems);
            result = result.overlaid(nested(path.split("\\."), 0, value));
        }
        return result;
    }

    private static Tree.Mapping nested(String[] keys, int index, Tree value) {
        Tree inner = index == keys.length - 1 ? value : nested(keys, index + 1, value);
        return new Tree.Mapping(List.of(new Tree.Entry(keys[index], PLACE, inner)), PLACE);
    }

    /** Globs may begin with what is a sign of its own in YAML, so only lists, mappings and quoted texts are read as YAML. */
    private static Tree value(String text, List<Problem> problems) {
        if (!text.isEmpty() && "[{\"'".indexOf(text.charAt(0)) >= 0) {
            return YamlFile.parse(PLACE.file(), text, problems);
        }
        return new Tree.Scalar(text, kind(text), PLACE);
    }

    /** {@return what a text without quotes stands for} */
    static Tree.Kind kind(String text) {
        if (NULLS.contains(text)) {
            return Tree.Kind.NULL;
        }
        if (BOOLEANS.contains(text)) {
            return Tree.Kind.BOOLEAN;
        }
        return Binder.isNumber(text) ? Tree.Kind.NUMBER : Tree.Kind.TEXT;
    }

    /** Splits at commas, but not within brackets or quotes. */
    private static List<String> pieces(String set) {
        List<String> pieces = new ArrayList<>();
        Deque<Character> open = new ArrayDeque<>();
        StringBuilder piece = new StringBuilder();
        for (int i = 0; i < set.length(); i++) {
            char c = set.charAt(i);
            if (c == ',' && open.isEmpty()) {
                pieces.add(piece.toString().strip());
                piece.setLength(0);
                continue;
            }
            piece.append(c);
            nest(open, c);
        }
        pieces.add(piece.toString().strip());
        pieces.removeIf(String::isEmpty);
        return pieces;
    }

    private static void nest(Deque<Character> open, char c) {
        if (!open.isEmpty() && open.peek() == c) {
            open.pop();
        } else if (open.isEmpty() || (open.peek() != '"' && open.peek() != '\'')) {
            switch (c) {
                case '[' -> open.push(']');
                case '{' -> open.push('}');
                case '"', '\'' -> open.push(c);
                default -> {}
            }
        }
    }
}
