package retrain.report;

/** A part of the page. */
interface Section {
    /** {@return the section's name in links, unique on the page} */
    String id();

    String title();

    /** {@return whether the run left what the section shows} */
    boolean applies(RunRecord run);

    /** Writes what follows the section's title. */
    void write(Markup html, RunRecord run);
}
