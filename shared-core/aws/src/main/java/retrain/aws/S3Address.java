package retrain.aws;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code s3://bucket/key}; the key as it is, without any escapes. For the bucket may stand the ARN of an access point. */
record S3Address(String bucket, String key) {
    private static final String SCHEME = "s3://";

    /** The name of an access point follows a colon or a slash, which then does not end it. */
    private static final Pattern ACCESS_POINT = Pattern.compile(
            "(arn:[^/]*:(?:s3|s3-outposts):[^/]*?[:/](?:outpost[:/][^:/]+[:/])?accesspoint[:/][^:/]+)(?:/(.*))?");

    static boolean is(String address) {
        return address.startsWith(SCHEME);
    }

    static S3Address of(String address) {
        String rest = address.substring(SCHEME.length());
        Matcher point = ACCESS_POINT.matcher(rest);
        if (point.matches()) {
            return new S3Address(point.group(1), point.group(2) == null ? "" : point.group(2));
        }
        int slash = rest.indexOf('/');
        return slash < 0 ? new S3Address(rest, "") : new S3Address(rest.substring(0, slash), rest.substring(slash + 1));
    }

    /** {@return the same as a folder: the key is empty or ends with a slash} */
    S3Address folder() {
        return key.isEmpty() || key.endsWith("/") ? this : new S3Address(bucket, key + "/");
    }

    /** {@return what is below this folder} */
    S3Address at(String name) {
        return new S3Address(bucket, key + name);
    }

    /** {@return what a policy names for this address} */
    String arn() {
        return bucket.startsWith("arn:")
                ? bucket + (key.isEmpty() ? "" : "/object/" + key)
                : "arn:aws:s3:::" + bucket + (key.isEmpty() ? "" : "/" + key);
    }

    @Override
    public String toString() {
        return SCHEME + bucket + "/" + key;
    }
}
