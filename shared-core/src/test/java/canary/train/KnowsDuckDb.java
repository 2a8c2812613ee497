package canary.train;

/** Knows a vendor outside of the adapters. */
final class KnowsDuckDb {
    private KnowsDuckDb() {}

    static final Class<?> VENDOR = org.duckdb.DuckDBDriver.class;
}
