package retrain.jenkins.page;

import org.jspecify.annotations.Nullable;

/** A row of the metric table: the candidate's value, what it is compared with, and the differences. */
public final class ShownMetric {
    private final String name;
    private final @Nullable Double candidate;
    private final @Nullable Double champion;
    private final @Nullable Double reference;

    ShownMetric(String name, @Nullable Double candidate, @Nullable Double champion, @Nullable Double reference) {
        this.name = name;
        this.candidate = candidate;
        this.champion = champion;
        this.reference = reference;
    }

    public String getName() {
        return name;
    }

    public String getCandidate() {
        return Figures.number(candidate);
    }

    public String getChampion() {
        return Figures.number(champion);
    }

    /** {@return the candidate less the champion} */
    public String getDifference() {
        return Figures.difference(candidate, champion);
    }

    public String getReference() {
        return Figures.number(reference);
    }

    /** {@return the candidate less the candidate of the reference build} */
    public String getSinceReference() {
        return Figures.difference(candidate, reference);
    }
}
