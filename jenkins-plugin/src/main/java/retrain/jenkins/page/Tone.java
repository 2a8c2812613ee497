package retrain.jenkins.page;

import java.util.Set;

/** How a word of a result is to be taken: told by a symbol, a word and a colour, never by the colour alone. */
public enum Tone {
    GOOD("good", "✓", "#1a7f37"),
    BAD("bad", "✗", "#cf222e"),
    UNSURE("unsure", "?", "#9a6700"),
    NEUTRAL("neutral", "•", "#57606a");

    /** The outcomes after which a build is the one that later ones are compared with: its gates passed. */
    private static final Set<String> PASSED = Set.of("PROMOTED", "TESTING", "HELD", "UNCHANGED", "EVALUATED");

    private final String style;
    private final String symbol;
    private final String color;

    Tone(String style, String symbol, String color) {
        this.style = style;
        this.symbol = symbol;
        this.color = color;
    }

    /** {@return the tone of a command's outcome} */
    static Tone ofOutcome(String outcome) {
        return switch (outcome) {
            case "PROMOTED", "TESTING", "HELD", "UNCHANGED", "EVALUATED", "QUIET" -> GOOD;
            case "REJECTED", "ALARM", "FAILED" -> BAD;
            case "INCONCLUSIVE", "DUE" -> UNSURE;
            default -> NEUTRAL;
        };
    }

    /** {@return the tone of a gate's verdict} */
    static Tone ofVerdict(String verdict) {
        return switch (verdict) {
            case "PASSED" -> GOOD;
            case "FAILED" -> BAD;
            default -> UNSURE;
        };
    }

    /** {@return whether the gates passed} */
    static boolean isPassed(String outcome) {
        return PASSED.contains(outcome);
    }

    /** {@return the colour where no style sheet is} */
    String color() {
        return color;
    }

    /** {@return the word that style sheets know it by} */
    public String getStyle() {
        return style;
    }

    public String getSymbol() {
        return symbol;
    }
}
