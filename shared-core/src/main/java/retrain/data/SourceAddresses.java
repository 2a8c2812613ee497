package retrain.data;

import java.util.ArrayList;
import java.util.List;
import retrain.spec.DataSpec;
import retrain.spec.Spec;

/** Which files in S3 are sources of a spec, by their addresses alone: whoever is told of a new one need not list any. */
public final class SourceAddresses {
    private final List<RemotePattern> patterns;
    private final List<String> own;

    private SourceAddresses(List<RemotePattern> patterns, List<String> own) {
        this.patterns = patterns;
        this.own = own;
    }

    /** {@return the addresses of a spec; tables of the catalog have none} */
    public static SourceAddresses of(Spec spec) {
        List<RemotePattern> patterns = new ArrayList<>();
        for (List<String> source : spec.data().sources().values()) {
            for (String pattern : source) {
                if (pattern.startsWith("s3://")) {
                    patterns.add(RemotePattern.of(identified(spec.data(), pattern)));
                }
            }
        }
        return new SourceAddresses(List.copyOf(patterns), own(spec));
    }

    private static String identified(DataSpec data, String pattern) {
        return data.version().map(v -> pattern.replace(DataSpec.VERSION, v)).orElse(pattern);
    }

    /** What runs write themselves. */
    private static List<String> own(Spec spec) {
        List<String> own = new ArrayList<>();
        if (spec.storesInS3()) {
            own.add(folder(spec.store()));
        }
        spec.aws().work().ifPresent(work -> own.add(folder(work)));
        spec.infra().flatMap(infra -> infra.code()).ifPresent(code -> own.add(folder(code)));
        return List.copyOf(own);
    }

    private static String folder(String address) {
        return address.endsWith("/") ? address : address + "/";
    }

    /** {@return whether a new file at this address ({@code s3://bucket/key}) is new data; what runs have written never is} */
    public boolean hold(String address) {
        return own.stream().noneMatch(address::startsWith)
                && patterns.stream().anyMatch(pattern -> pattern.holds(address));
    }
}
