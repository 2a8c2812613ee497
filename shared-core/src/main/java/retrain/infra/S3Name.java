package retrain.infra;

/**
 * A place in S3.
 *
 * @param key the key, or the beginning of keys, without a slash at its beginning; may be empty
 */
public record S3Name(String bucket, String key) {
    /** {@return the place that an address names: {@code s3://bucket/key}} */
    static S3Name of(String address) {
        String name = address.substring("s3://".length());
        int slash = name.indexOf('/');
        return slash < 0
                ? new S3Name(name, "")
                : new S3Name(name.substring(0, slash), name.substring(slash + 1).replaceAll("/+$", ""));
    }

    /** {@return a place below this one} */
    public S3Name below(String path) {
        return new S3Name(bucket, key.isEmpty() ? path : key + "/" + path);
    }

    /** {@return its address} */
    public String address() {
        return "s3://" + bucket + (key.isEmpty() ? "" : "/" + key);
    }
}
