package retrain.aws;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import retrain.report.TrackedRun;
import retrain.run.Digest;
import software.amazon.awssdk.services.sagemaker.model.ModelApprovalStatus;

/**
 * What a model package says of the version that it is. Lists of packages tell the description and no metadata; so it is found by how its
 * description begins, and recognised by its metadata before anything of it is changed.
 *
 * @param archive the digest, 64 hexadecimal digits
 * @param verdict of the gates: passed, failed, inconclusive
 */
record PackageText(String model, int version, String archive, String verdict) {
    private static final String PREFIX = "retrain.";
    private static final int MOST_DESCRIPTION = 1024;
    private static final int MOST_VALUE = 256;
    private static final int TOKEN = 36;
    private static final Pattern BEGIN =
            Pattern.compile("(.*) version ([0-9]{1,9}), archive ([0-9a-f]{64}), verdict ([a-z]+)\\..*", Pattern.DOTALL);

    static PackageText of(String model, TrackedRun.Version version) {
        return new PackageText(
                model,
                version.number(),
                version.artifact().archive().hex(),
                version.tags().getOrDefault("verdict", "none"));
    }

    /** {@return what a description says; empty if it is none of this model's} */
    static Optional<PackageText> read(String model, @Nullable String description) {
        Matcher matcher = BEGIN.matcher(description == null ? "" : description);
        return matcher.matches() && matcher.group(1).equals(model)
                ? Optional.of(
                        new PackageText(model, Integer.parseInt(matcher.group(2)), matcher.group(3), matcher.group(4)))
                : Optional.empty();
    }

    /** {@return how the description begins} */
    String begin() {
        return model + " version " + version + ", archive " + archive + ", verdict " + verdict + ".";
    }

    String description(TrackedRun.Version of) {
        return cut(begin() + " " + of.description().replaceAll("\\p{C}", " "), MOST_DESCRIPTION);
    }

    /** {@return by which SageMaker knows the request again; a group holds a version once} */
    String token(String group) {
        return Digest.of(group + "\n" + begin()).hex().substring(0, TOKEN);
    }

    Map<String, String> metadata(TrackedRun run, TrackedRun.Version of) {
        Map<String, String> metadata = new TreeMap<>();
        of.tags().forEach((k, v) -> put(metadata, k, v));
        put(metadata, "model", model);
        put(metadata, "version", String.valueOf(version));
        put(metadata, "archive", archive);
        put(metadata, "verdict", verdict);
        for (String tag : new String[] {"commit", "snapshot", "retrain"}) {
            if (run.tags().containsKey(tag)) {
                put(metadata, tag, run.tags().get(tag));
            }
        }
        return metadata;
    }

    private static void put(Map<String, String> metadata, String key, String value) {
        metadata.put(PREFIX + key, cut(value.replaceAll("[^\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]", "_"), MOST_VALUE));
    }

    /** {@return whether a package with such metadata is this version} */
    boolean isOf(Map<String, String> metadata) {
        return archive.equals(metadata.get(PREFIX + "archive"))
                && String.valueOf(version).equals(metadata.get(PREFIX + "version"));
    }

    /** What failed its gates is rejected, unless somebody made it champion all the same; what else is not champion waits for a person. */
    ModelApprovalStatus status(boolean champion) {
        if (champion) {
            return ModelApprovalStatus.APPROVED;
        }
        return verdict.equals("failed") ? ModelApprovalStatus.REJECTED : ModelApprovalStatus.PENDING_MANUAL_APPROVAL;
    }

    static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }
}
