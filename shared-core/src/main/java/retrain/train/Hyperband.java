package retrain.train;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.statistic.Resampling.Numbers;

/**
 * Hyperband (Li, Jamieson, DeSalvo, Rostamizadeh and Talwalkar 2018, <i>Journal of Machine Learning Research</i> 18): brackets of successive
 * halving, from many trials of few rounds to few trials of all rounds. After each rung the best third goes on with three times the rounds.
 *
 * <p>As many kinds of brackets as fit into the number of trials; they are gone through again and again until that is used up.
 *
 * @param most rounds, those of a trial that gets to the end
 * @param trials how many different sets of hyperparameters
 * @param batch how many at once
 */
record Hyperband(SearchSpace space, int most, int trials, int batch, long seed) implements Search {
    private static final int ETA = 3;

    /**
     * One successive halving.
     *
     * @param first the number of its first trial
     * @param size how many trials begin it
     * @param halvings how often trials are left behind
     */
    private record Bracket(int first, int size, int halvings) {
        int at(int rung) {
            return Math.max(1, size / power(rung));
        }
    }

    private static int power(int exponent) {
        return (int) Math.round(StrictMath.pow(ETA, exponent));
    }

    private int rounds(Bracket bracket, int rung) {
        return Math.max(1, most / power(bracket.halvings() - rung));
    }

    private List<Bracket> brackets() {
        List<Bracket> brackets = new ArrayList<>();
        int greatest = greatest();
        int used = 0;
        while (used < trials) {
            for (int s = greatest; s >= 0 && used < trials; s--) {
                int size = Math.min(trials - used, size(greatest, s));
                brackets.add(new Bracket(used + 1, size, s));
                used += size;
            }
        }
        return brackets;
    }

    /** {@return the most halvings with which every kind of bracket comes once} */
    private int greatest() {
        int s = 0;
        while (most / power(s + 1) >= 1 && needed(s + 1) <= trials) {
            s++;
        }
        return s;
    }

    private static int needed(int greatest) {
        int all = 0;
        for (int s = greatest; s >= 0; s--) {
            all += size(greatest, s);
        }
        return all;
    }

    private static int size(int greatest, int s) {
        return (int) Math.ceil((greatest + 1.0) / (s + 1) * power(s));
    }

    @Override
    public int total() {
        int all = 0;
        for (Bracket bracket : brackets()) {
            for (int rung = 0; rung <= bracket.halvings(); rung++) {
                all += bracket.at(rung);
            }
        }
        return all;
    }

    @Override
    public List<Proposal> next(List<Told> told) {
        Map<String, Told> known = new HashMap<>();
        told.forEach(t -> known.put(key(t.proposal()), t));
        for (Bracket bracket : brackets()) {
            List<Proposal> missing = missing(bracket, known);
            if (!missing.isEmpty()) {
                return missing.subList(0, Math.min(batch, missing.size()));
            }
        }
        return List.of();
    }

    private static String key(Proposal proposal) {
        return proposal.trial() + " " + proposal.rounds().orElse(0);
    }

    private List<Proposal> missing(Bracket bracket, Map<String, Told> known) {
        List<Proposal> alive = new ArrayList<>();
        for (int trial = bracket.first(); trial < bracket.first() + bracket.size(); trial++) {
            alive.add(new Proposal(trial, space.draw(new Numbers(seed, trial)), Optional.of(rounds(bracket, 0))));
        }
        for (int rung = 0; rung <= bracket.halvings(); rung++) {
            List<Proposal> missing =
                    alive.stream().filter(p -> !known.containsKey(key(p))).toList();
            if (!missing.isEmpty()) {
                return missing;
            }
            alive = best(alive, known, bracket, rung + 1);
        }
        return List.of();
    }

    private List<Proposal> best(List<Proposal> of, Map<String, Told> known, Bracket bracket, int rung) {
        if (rung > bracket.halvings()) {
            return List.of();
        }
        int rounds = rounds(bracket, rung);
        return of.stream()
                .map(p -> known.get(key(p)))
                .filter(t -> t != null && t.hasValue())
                .sorted(Told.BEST_FIRST)
                .limit(bracket.at(rung))
                .map(t -> new Proposal(t.proposal().trial(), t.proposal().hyperparameters(), Optional.of(rounds)))
                .toList();
    }
}
