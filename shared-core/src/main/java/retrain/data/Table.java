package retrain.data;

import retrain.run.Digest;

/** Rows as a Parquet object of the store. */
public record Table(Digest digest, long rows, long bytes) {}
