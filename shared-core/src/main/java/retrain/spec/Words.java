package retrain.spec;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Finds the word that somebody meant. */
final class Words {
    private Words() {}

    /** {@return what to write instead: the nearest word if one is near, and else all of them} */
    static String instead(String wrong, Collection<String> right) {
        List<String> sorted = right.stream().sorted().toList();
        String best = "";
        int least = Integer.MAX_VALUE;
        for (String word : sorted) {
            int distance = distance(plain(wrong), plain(word));
            if (distance < least) {
                least = distance;
                best = word;
            }
        }
        return least <= Math.max(1, wrong.length() / 3)
                ? "Did you mean '" + best + "'?"
                : "Use one of " + String.join(", ", sorted);
    }

    /** Not eta_ but eta, not maxDepth but max_depth. */
    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
    }

    /** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours. */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                d[i][j] = i == 0 || j == 0 ? i + j : step(a, b, d, i, j);
            }
        }
        return d[a.length()][b.length()];
    }

    private static int step(String a, String b, int[][] d, int i, int j) {
        int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least = Math.min(Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + cost);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, d[i - 2][j - 2] + 1) : least;
    }

    /** {@return {@code notWorseThan} as {@code not-worse-than}, and {@code NOT_WORSE} as {@code not-worse}} */
    static String kebab(String name) {
        if (name.equals(name.toUpperCase(Locale.ROOT))) {
            return name.toLowerCase(Locale.ROOT).replace('_', '-');
        }
        StringBuilder kebab = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isUpperCase(c)) {
                kebab.append('-');
            }
            kebab.append(Character.toLowerCase(c));
        }
        return kebab.toString();
    }

    /** {@return an enum's constant as users write it: its text, which is its name unless it says otherwise} */
    static String word(Object constant) {
        return constant.toString().toLowerCase(Locale.ROOT);
    }

    /** {@return the words of an enum as users write them} */
    static List<String> of(Class<?> type) {
        List<String> words = new ArrayList<>();
        for (Object constant : type.getEnumConstants()) {
            words.add(word(constant));
        }
        return words;
    }
}
