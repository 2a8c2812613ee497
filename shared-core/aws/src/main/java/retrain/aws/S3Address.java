package retrain.aws;

/** {@code s3://bucket/key}; the key as it is, without any escapes. */
record S3Address(String bucket, String key) {
    private static final String SCHEME = "s3://";

    static boolean is(String address) {
        return address.startsWith(SCHEME);
    }

    static S3Address of(String address) {
        int slash = address.indexOf('/', SCHEME.length());
        return slash < 0
                ? new S3Address(address.substring(SCHEME.length()), "")
                : new S3Address(address.substring(SCHEME.length(), slash), address.substring(slash + 1));
    }

    @Override
    public String toString() {
        return SCHEME + bucket + "/" + key;
    }
}
