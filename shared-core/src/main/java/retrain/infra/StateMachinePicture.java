package retrain.infra;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The state machine as a picture, drawn from its definition: the way to an endpoint that serves goes straight down, what is waited for stands at its
 * left, how it can end at its right. Ways that skip states, or go back, share a line for each state that they lead to.
 */
final class StateMachinePicture {
    private static final int ROW = 60;
    private static final int HEIGHT = 40;
    private static final int WIDTH = 230;
    private static final int LEFT = 20;
    private static final int SIDE = 170;
    private static final int LANE = 15;
    private static final int GAP = 26;
    private static final int TOP = 60;
    private static final int ENDS = 4;
    private static final Pattern SERVICE = Pattern.compile("arn:[^:]+:states:::(?:aws-sdk:)?(.+)");

    private static final String STYLE = """
            <style>
              text { font: 13px system-ui, sans-serif; fill: #1f2328; }
              .name { font-weight: 600; } .small { font-size: 11px; fill: #59636e; } .head { font-size: 16px; font-weight: 600; }
              .box { fill: #f6f8fa; stroke: #818b98; } .function { fill: #ddf4ff; stroke: #0969da; } .job { fill: #dafbe1; stroke: #1a7f37; }
              .choice { fill: #fff8c5; stroke: #9a6700; } .wait { fill: #fff; stroke: #818b98; stroke-dasharray: 4 3; }
              .good { fill: #dafbe1; stroke: #1a7f37; } .bad { fill: #ffebe9; stroke: #cf222e; }
              .way { fill: none; stroke: #59636e; stroke-width: 1.3; } .other { fill: none; stroke: #818b98; stroke-width: 1; }
              .tip { fill: #59636e; } .page { fill: #fff; }
              @media (prefers-color-scheme: dark) {
                text { fill: #f0f6fc; } .small { fill: #9198a1; } .page { fill: #0d1117; }
                .box { fill: #151b23; stroke: #656c76; } .function { fill: #0c2d4d; stroke: #4493f8; } .job { fill: #12361f; stroke: #3fb950; }
                .choice { fill: #3b2e08; stroke: #d29922; } .wait { fill: #0d1117; stroke: #656c76; }
                .good { fill: #12361f; stroke: #3fb950; } .bad { fill: #4c1519; stroke: #f85149; }
                .way { stroke: #9198a1; } .other { stroke: #656c76; } .tip { fill: #9198a1; }
              }
            </style>
            <defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
              <path class="tip" d="M0 0L8 4L0 8z"/></marker></defs>
            """;

    private final StringBuilder out = new StringBuilder();
    private final Map<String, Map<String, Object>> states = new LinkedHashMap<>();
    private final Map<String, Integer> rows = new LinkedHashMap<>();
    private final Map<String, Integer> sides = new LinkedHashMap<>();
    private final Map<String, Integer> lanes = new TreeMap<>();
    private final String model;

    /** The first row below all states on the way down. */
    private int bottom;

    private StateMachinePicture(Plan plan) {
        this.model = plan.spec().model();
        map(StateMachine.definition(plan).get("States")).forEach((name, state) -> states.put(name, map(state)));
    }

    static GeneratedFile file(Plan plan) {
        return new GeneratedFile(plan.infra().out() + "/state-machine.svg", new StateMachinePicture(plan).svg());
    }

    private String svg() {
        place();
        int width = left() + WIDTH + 240;
        int ends = y(bottom)
                + ((int) states.values().stream()
                                        .filter(StateMachinePicture::isEnd)
                                        .count()
                                + ENDS
                                - 1)
                        / ENDS
                        * 40;
        int height = ends + 60;
        out.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">\n<title>%s</title>\n",
                width,
                height,
                width,
                height,
                escape("The state machine that retrains " + model)));
        out.append(STYLE);
        out.append(String.format(Locale.ROOT, "<rect class=\"page\" width=\"%d\" height=\"%d\"/>\n", width, height));
        text(LEFT, 30, "head", "How " + model + " is retrained");
        rows.keySet().forEach(this::ways);
        sides.keySet().forEach(this::waysOfSide);
        rows.keySet().forEach(this::box);
        sides.keySet().forEach(this::box);
        ends();
        text(
                LEFT,
                height - 34,
                "small",
                "Each task is tried again, with back-off, where that can help. An error that stays leads to Record, and the execution");
        text(
                LEFT,
                height - 18,
                "small",
                "ends as Failed or TimedOut. A job that failed goes back to the function before it, three times at most.");
        return out.append("</svg>\n").toString().replace("\r", "");
    }

    /** What waits, and the way back, stands at the left in the row of what leads to it and the rows kept free below; the ends stand below. */
    private void place() {
        for (Map.Entry<String, Map<String, Object>> state : states.entrySet()) {
            String name = state.getKey();
            if (!isEnd(state.getValue()) && !isSide(name)) {
                rows.put(name, bottom);
                long beside = nexts(state.getValue()).stream()
                        .distinct()
                        .filter(next -> isAside(next) && before(next).equals(name))
                        .count();
                bottom += (int) Math.max(1, beside);
            }
        }
        for (String name : states.keySet()) {
            if (isAside(name)) {
                sides.put(name, rowOfSide(name));
            }
        }
        rows.forEach((name, row) -> nexts(state(name)).stream()
                .filter(next -> !next.equals(StateMachineEnd.RECORD) && rows.containsKey(next) && !isNext(row, next))
                .forEach(next -> lanes.putIfAbsent(next, lanes.size())));
    }

    private Map<String, Object> state(String name) {
        return Objects.requireNonNull(states.get(name));
    }

    private int row(String name) {
        return Objects.requireNonNull(rows.get(name));
    }

    private int side(String name) {
        return Objects.requireNonNull(sides.get(name));
    }

    /** {@return whether a state is the next one on the way down} */
    private boolean isNext(int row, String next) {
        return row(next) > row && rows.values().stream().noneMatch(r -> r > row && r < row(next));
    }

    private int lane(String name) {
        return Objects.requireNonNull(lanes.get(name));
    }

    /** {@return whether a state stands at the left} */
    private boolean isAside(String name) {
        return !isEnd(state(name)) && isSide(name) && !name.equals(StateMachineTasks.NOT_UNDERSTOOD);
    }

    /** Whatever is not on the way down: what comes after an alarm, and waits and jobs that lead back. */
    private boolean isSide(String name) {
        boolean leaves = "Wait".equals(state(name).get("Type")) || name.endsWith(StateMachineFlow.FOR_CHECK);
        boolean back = leaves && order(String.valueOf(state(name).get("Next"))) < order(name);
        return back
                || List.of("Rollback", "Back", StateMachineTasks.NOT_UNDERSTOOD).contains(name);
    }

    private int order(String name) {
        return new ArrayList<>(states.keySet()).indexOf(name);
    }

    private int rowOfSide(String name) {
        int row = rows.getOrDefault(before(name), rows.getOrDefault("Rings", 0));
        while (sides.containsValue(row)) {
            row++;
        }
        return row;
    }

    private String before(String name) {
        return states.keySet().stream()
                .filter(s -> nexts(state(s)).contains(name))
                .findFirst()
                .orElse("");
    }

    private static boolean isEnd(Map<String, Object> state) {
        return "Succeed".equals(state.get("Type")) || "Fail".equals(state.get("Type"));
    }

    private int left() {
        return LEFT + SIDE + GAP + lanes.size() * LANE + GAP;
    }

    private static int y(int row) {
        return TOP + row * ROW;
    }

    private int x(String name) {
        return sides.containsKey(name) ? LEFT : left();
    }

    private int middle(String name) {
        return y(sides.containsKey(name) ? side(name) : row(name)) + HEIGHT / 2;
    }

    private void ways(String name) {
        int row = row(name);
        int center = left() + WIDTH / 2;
        for (String next : nexts(state(name))) {
            if (sides.containsKey(next)) {
                toSide(name, next);
                continue;
            }
            if (!rows.containsKey(next)) {
                continue;
            }
            if (isNext(row, next)) {
                path("way", String.format(Locale.ROOT, "M%d %dV%d", center, y(row) + HEIGHT, y(row(next))), true);
            } else if (!next.equals(StateMachineEnd.RECORD)) {
                lane(name, next);
            }
        }
        endsOf(name, row);
    }

    private void lane(String name, String next) {
        int x = LEFT + SIDE + GAP + lane(next) * LANE;
        int down = row(next) > row(name) ? 8 : -8;
        path(
                "other",
                String.format(Locale.ROOT, "M%d %dH%dV%dH%d", left(), middle(name) - 8, x, middle(next) - down, left()),
                true);
    }

    /** Straight to the left, or down to one of the rows below. */
    private void toSide(String name, String side) {
        String way = middle(side) == middle(name)
                ? String.format(Locale.ROOT, "M%d %dH%d", left(), middle(name) + 8, LEFT + SIDE)
                : String.format(
                        Locale.ROOT,
                        "M%d %dH%dV%dH%d",
                        left(),
                        middle(name) + 8,
                        LEFT + SIDE + GAP / 2,
                        middle(side),
                        LEFT + SIDE);
        path("way", way, true);
    }

    /** A wait leads up to the function in whose row nothing else stands, and into it; what stands below another, at its left. */
    private void waysOfSide(String name) {
        for (String next : nexts(state(name))) {
            if (rows.containsKey(next) && !next.equals(StateMachineEnd.RECORD)) {
                String up = sides.containsValue(side(name) - 1)
                        ? String.format(Locale.ROOT, "M%d %dH%d", LEFT, middle(name), LEFT / 2)
                        : String.format(Locale.ROOT, "M%d %d", LEFT + SIDE / 2, y(side(name)));
                path("way", String.format(Locale.ROOT, "%sV%dH%d", up, middle(next), left()), true);
            } else if (sides.containsKey(next)) {
                between(side(name), side(next));
            }
        }
        endsOf(name, side(name));
    }

    /** Straight down, or back at the left of what is between. */
    private void between(int from, int to) {
        String way = from < to
                ? String.format(Locale.ROOT, "M%d %dV%d", LEFT + SIDE / 2, y(from) + HEIGHT, y(to))
                : String.format(
                        Locale.ROOT, "M%d %dH%dV%dH%d", LEFT, y(from) + HEIGHT / 2, LEFT / 2, y(to) + HEIGHT / 2, LEFT);
        path("way", way, true);
    }

    /** How an execution can end here, other than by a failure. */
    private void endsOf(String name, int row) {
        Set<String> ends = new LinkedHashSet<>();
        for (Map<String, Object> rule : rules(state(name))) {
            Object end = map(rule.get("Assign")).get("end");
            if (end instanceof String text && !text.equals("Failed") && !text.equals("TimedOut")) {
                ends.add(text.startsWith("{%") ? "as the run ended" : text);
            }
        }
        if (!ends.isEmpty()) {
            int x = x(name) + (sides.containsKey(name) ? SIDE : WIDTH);
            path("other", String.format(Locale.ROOT, "M%d %dH%d", x, y(row) + HEIGHT / 2, x + 24), true);
            text(x + 30, y(row) + HEIGHT / 2 + 4, "small", String.join(", ", ends));
        }
    }

    private static List<Map<String, Object>> rules(Map<String, Object> state) {
        List<Map<String, Object>> rules = new ArrayList<>();
        for (String key : List.of("Choices", "Catch")) {
            if (state.get(key) instanceof List<?> list) {
                list.forEach(rule -> rules.add(map(rule)));
            }
        }
        return rules;
    }

    private void box(String name) {
        Map<String, Object> state = state(name);
        int width = sides.containsKey(name) ? SIDE : WIDTH;
        int y = middle(name) - HEIGHT / 2;
        int corner = "Choice".equals(state.get("Type")) ? HEIGHT / 2 : 6;
        out.append(String.format(Locale.ROOT, "<g><title>%s</title>", escape(name + ": " + state.get("Comment"))));
        out.append(String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"%d\"/>",
                look(state),
                x(name),
                y,
                width,
                HEIGHT,
                corner));
        middle(x(name) + width / 2, y + 17, "name", name);
        middle(x(name) + width / 2, y + 32, "small", what(state));
        out.append("</g>\n");
    }

    private static String look(Map<String, Object> state) {
        String resource = String.valueOf(state.get("Resource"));
        return switch ((String) state.getOrDefault("Type", "")) {
            case "Choice" -> "choice";
            case "Wait" -> "wait";
            case "Map" -> "job";
            case "Task" -> resource.endsWith("lambda:invoke") ? "function" : resource.endsWith(".sync") ? "job" : "box";
            default -> "box";
        };
    }

    /** {@return what is done, in a few words} */
    private static String what(Map<String, Object> state) {
        return switch ((String) state.getOrDefault("Type", "")) {
            case "Wait" -> "waits " + state.get("Seconds") + " seconds";
            case "Choice" -> String.valueOf(state.get("Comment"));
            case "Map" -> "a job each, at once";
            case "Task" -> task(state);
            default -> "takes the input";
        };
    }

    private static String task(Map<String, Object> state) {
        Object function = map(state.get("Arguments")).get("FunctionName");
        if (function instanceof String text) {
            return "function " + text.substring(2, text.length() - "Arn}".length());
        }
        Matcher service = SERVICE.matcher(String.valueOf(state.get("Resource")));
        return service.matches() ? service.group(1) : "";
    }

    private void ends() {
        int i = 0;
        int top = y(bottom);
        int width = (left() + WIDTH + 240 - 2 * LEFT - (ENDS - 1) * 10) / ENDS;
        path("way", String.format(Locale.ROOT, "M%d %dV%d", left() + WIDTH / 2, y(bottom - 1) + HEIGHT, top - 4), true);
        for (Map.Entry<String, Map<String, Object>> state : states.entrySet()) {
            if (isEnd(state.getValue())) {
                int x = LEFT + i % ENDS * (width + 10);
                int y = top + i / ENDS * 38;
                String look = "Fail".equals(state.getValue().get("Type"))
                        ? "bad"
                        : state.getKey().equals("Promoted") ? "good" : "box";
                out.append(String.format(
                        Locale.ROOT,
                        "<g><title>%s</title>",
                        escape(state.getKey() + ": " + state.getValue().get("Comment"))));
                out.append(String.format(
                        Locale.ROOT,
                        "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"30\" rx=\"15\"/>",
                        look,
                        x,
                        y,
                        width));
                middle(x + width / 2, y + 20, "name", state.getKey());
                out.append("</g>\n");
                i++;
            }
        }
    }

    private static Set<String> nexts(Map<String, Object> state) {
        Set<String> nexts = new LinkedHashSet<>();
        for (String key : List.of("Next", "Default")) {
            if (state.get(key) instanceof String next) {
                nexts.add(next);
            }
        }
        if (state.get("Choices") instanceof List<?> rules) {
            rules.forEach(rule -> nexts.add(String.valueOf(map(rule).get("Next"))));
        }
        return nexts;
    }

    private void path(String look, String way, boolean tip) {
        out.append(String.format(
                Locale.ROOT, "<path class=\"%s\" d=\"%s\"%s/>\n", look, way, tip ? " marker-end=\"url(#tip)\"" : ""));
    }

    private void text(int x, int y, String look, String text) {
        out.append(String.format(
                Locale.ROOT, "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>\n", look, x, y, escape(text)));
    }

    private void middle(int x, int y, String look, String text) {
        out.append(String.format(
                Locale.ROOT,
                "<text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                look,
                x,
                y,
                escape(text)));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }
}
