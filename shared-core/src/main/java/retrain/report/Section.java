package retrain.report;

/**
 * A part of a page.
 *
 * @param <T> what the page shows
 */
interface Section<T> {
    /** {@return the section's name in links, unique on the page} */
    String id();

    String title();

    /** {@return whether there is what the section shows} */
    boolean applies(T shown);

    /** Writes what follows the section's title. */
    void write(Markup html, T shown);
}
