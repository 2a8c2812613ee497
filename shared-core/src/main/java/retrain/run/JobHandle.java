package retrain.run;

/**
 * Where a submitted job can be found again, by any process.
 *
 * @param name the job's name, made from run, stage and input digests: submitting under the same name attaches to the same job
 * @param location what the adapter needs to find it: a folder, an ARN
 */
public record JobHandle(String name, String location) {}
