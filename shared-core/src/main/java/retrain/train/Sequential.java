package retrain.train;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import retrain.statistic.Resampling.Numbers;

/**
 * One set of hyperparameters after the other, in batches. Within a batch nobody knows the results of the others: each is taken for a bad
 * one, which keeps the next from being its like (the constant liar; Ginsbourger, Le Riche and Carraro 2010). No set is tried twice.
 *
 * @param trials how many
 * @param batch how many at once
 */
record Sequential(SearchSpace space, Model model, int trials, int batch, long seed) implements Search {
    /** So many draws in a row that bring nothing new, and the space is taken to be exhausted. */
    private static final int DRAWS = 100;

    /** After so many of these, chance draws instead of the model, which may be in love with what it has. */
    private static final int MODEL_DRAWS = 10;

    /** How the next set is drawn. */
    @FunctionalInterface
    interface Model {
        Map<String, Object> draw(SearchSpace space, List<Told> told, Numbers random);
    }

    static Sequential random(SearchSpace space, int trials, int batch, long seed) {
        return new Sequential(space, (s, told, random) -> s.draw(random), trials, batch, seed);
    }

    /** Every combination, in order. */
    static Sequential grid(SearchSpace space, int trials, int batch, long seed) {
        return new Sequential(space, (s, told, random) -> s.combination(told.size()), trials, batch, seed);
    }

    static Sequential tpe(SearchSpace space, int trials, int batch, long seed) {
        return new Sequential(space, new Tpe(trials), trials, batch, seed);
    }

    @Override
    public int total() {
        return trials;
    }

    @Override
    public List<Proposal> next(List<Told> told) {
        List<Told> believed = new ArrayList<>(told);
        List<Proposal> proposals = new ArrayList<>();
        Set<Map<String, Object>> seen = new HashSet<>();
        told.forEach(t -> seen.add(t.proposal().hyperparameters()));
        int last = Math.min(trials, told.size() + batch);
        for (int trial = told.size() + 1; trial <= last; trial++) {
            Optional<Map<String, Object>> drawn = unseen(believed, seen, new Numbers(seed, trial));
            if (drawn.isEmpty()) {
                break;
            }
            seen.add(drawn.get());
            Proposal proposal = new Proposal(trial, drawn.get(), Optional.empty());
            proposals.add(proposal);
            believed.add(new Told(proposal, Double.POSITIVE_INFINITY, false));
        }
        return proposals;
    }

    private Optional<Map<String, Object>> unseen(List<Told> told, Set<Map<String, Object>> seen, Numbers random) {
        for (int i = 0; i < DRAWS; i++) {
            Map<String, Object> drawn = i < MODEL_DRAWS ? model.draw(space, told, random) : space.draw(random);
            if (!seen.contains(drawn)) {
                return Optional.of(drawn);
            }
        }
        return Optional.empty();
    }
}
