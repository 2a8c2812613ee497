package retrain.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import retrain.spec.InfraSpec.Made;

/** What must be true of the places in S3 that a stack works with: above all, that what it writes does not begin it again. */
final class InfraPlaces {
    /** The folders of a store that is a whole bucket. */
    private static final List<String> STORE =
            List.of("objects", "used", "datasets", "runs", "models", "cost", "work", "code");

    private final Spec spec;
    private final InfraSpec infra;
    private final SpecRules rules;

    InfraPlaces(Spec spec, InfraSpec infra, SpecRules rules) {
        this.spec = spec;
        this.infra = infra;
        this.rules = rules;
    }

    void check() {
        if (!spec.storesInS3()) {
            rules.wrong(
                    "infra",
                    "is run by functions in AWS, and the store is a folder of this machine",
                    "Name a store in S3: 'store: s3://bucket/prefix'");
            return;
        }
        Map<String, String> written = written();
        spec.data().sources().forEach((name, addresses) -> {
            for (String address : addresses) {
                source("data.sources." + name, address, written);
            }
        });
        buckets();
        if (infra.buckets().made() == Made.CREATE) {
            created();
        }
        lifecycle(written);
    }

    /** {@return what the runs write to, by the key that says so} */
    private Map<String, String> written() {
        Map<String, String> written = new LinkedHashMap<>();
        written.put("store", spec.store());
        spec.aws().work().ifPresent(work -> written.put("aws.work", work));
        infra.code().ifPresent(code -> written.put("infra.code", code));
        spec.promote()
                .endpoint()
                .flatMap(EndpointSpec::dataCapture)
                .flatMap(EndpointSpec.CaptureSpec::to)
                .ifPresent(to -> written.put("promote.endpoint.data-capture.to", to));
        return written;
    }

    private void source(String path, String address, Map<String, String> written) {
        if (!address.contains("://")) {
            rules.wrong(
                    path,
                    "'" + address + "' is on this machine, where a function of AWS does not come",
                    "Copy the files to S3, and write s3://bucket/…, in a profile of its own if you like");
            return;
        }
        if (!address.startsWith("s3://")) {
            return;
        }
        written.forEach((key, place) -> {
            if (reaches(address, place)) {
                rules.wrong(
                        path,
                        "'" + address + "' takes in what runs write to '" + key + "' (" + place
                                + "), so that each run would begin the next",
                        "Keep sources and '" + key + "' in folders of their own, of which none is in the other");
            }
        });
    }

    /** {@return whether a source takes files that lie in a place: a glob step by step, a folder with all that is below it} */
    static boolean reaches(String source, String place) {
        if (!bucket(source).equals(bucket(place))) {
            return false;
        }
        String folder = key(place);
        if (folder.isEmpty()) {
            return STORE.stream().anyMatch(top -> within(steps(key(source)), List.of(top)));
        }
        return within(steps(key(source)), steps(folder));
    }

    /** What runs write lies two steps at least below a place, and a glob has as many steps as what it matches. */
    private static boolean within(List<String> source, List<String> place) {
        boolean glob = source.stream().anyMatch(step -> step.matches(".*[*?\\[{].*"));
        if (glob && !source.contains("**") && source.size() < place.size() + 2) {
            return false;
        }
        for (int i = 0; i < place.size(); i++) {
            if (i == source.size()) {
                return true;
            }
            if (source.get(i).equals("**")) {
                return true;
            }
            if (!place.get(i).matches(regex(source.get(i)))) {
                return false;
            }
        }
        return true;
    }

    private static List<String> steps(String key) {
        return key.isEmpty() ? List.of() : List.of(key.split("/+"));
    }

    private static String regex(String step) {
        StringBuilder regex = new StringBuilder();
        for (String part : step.split("(?=[*?\\[{])|(?<=[*?\\]}])", -1)) {
            boolean wild = "*?[{".indexOf(part.isEmpty() ? 'x' : part.charAt(0)) >= 0;
            regex.append(wild ? part.equals("?") ? "." : ".*" : java.util.regex.Pattern.quote(part));
        }
        return regex.toString();
    }

    static String bucket(String address) {
        return address.replaceFirst("s3://", "").replaceFirst("/.*", "");
    }

    private static String key(String address) {
        String rest = address.replaceFirst("s3://[^/]+/?", "").replaceFirst("\\?versionId=.*", "");
        return rest.replaceAll("/+$", "");
    }

    private Set<String> sourceBuckets() {
        Set<String> buckets = new TreeSet<>();
        spec.data().sources().values().stream()
                .flatMap(List::stream)
                .filter(a -> a.startsWith("s3://"))
                .forEach(a -> buckets.add(bucket(a)));
        return buckets;
    }

    private void buckets() {
        if (infra.buckets().key() && spec.aws().kmsKey().isPresent()) {
            rules.wrong("infra.buckets.key", "makes a key, and 'aws.kms-key' names one", "Remove one of both");
        }
        Optional<String> logs = infra.buckets().logs();
        if (logs.isPresent()
                && (sourceBuckets().contains(logs.get()) || bucket(spec.store()).equals(logs.get()))) {
            rules.wrong(
                    "infra.buckets.logs",
                    "names a bucket of the sources or the store: each log would be logged again",
                    "Name another bucket");
        }
        logs.ifPresent(name -> bucketName("infra.buckets.logs", name));
    }

    private void created() {
        Set<String> made = new TreeSet<>(sourceBuckets());
        made.add(bucket(spec.store()));
        infra.buckets().logs().ifPresent(made::add);
        String code = infra.code().orElse(spec.store());
        if (made.contains(bucket(code))) {
            rules.wrong(
                    infra.code().isPresent() ? "infra.code" : "infra.buckets.made",
                    (infra.code().isPresent() ? "names" : "is 'create', and the code of the functions is put into")
                            + " the bucket " + bucket(code)
                            + ", which the stack itself makes: it must be there before",
                    "Write 'infra: {code: s3://bucket/prefix}' with a bucket that is there already");
        }
        spec.data()
                .sources()
                .forEach((name, addresses) -> addresses.stream()
                        .filter(a -> a.startsWith("s3://"))
                        .forEach(a -> bucketName("data.sources." + name, bucket(a))));
        bucketName("store", bucket(spec.store()));
    }

    /** As S3's "bucket naming rules" have it. */
    private void bucketName(String path, String name) {
        boolean right = name.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
                && !name.contains("..")
                && !name.matches("[0-9]+(\\.[0-9]+){3}")
                && !name.matches("(xn--|sthree-|amzn-s3-demo-).*")
                && !name.matches(".*(-s3alias|--ol-s3|\\.mrap|--x-s3|--table-s3)");
        if (!right) {
            rules.wrong(
                    path,
                    "names the bucket '" + name + "', which S3 does not make",
                    "Use 3 to 63 lower-case letters, digits, hyphens and dots, with a letter or a digit at both ends");
        }
    }

    private void lifecycle(Map<String, String> written) {
        InfraSpec.Buckets buckets = infra.buckets();
        boolean create = buckets.made() == Made.CREATE;
        if (!create && buckets.toGlacier().isPresent()) {
            rules.wrong(
                    "infra.buckets.to-glacier",
                    "is a rule of buckets that the stack makes, and they are there",
                    "Write 'made: create', or remove it and let the bucket's owner set the rule");
        }
        if (!create && buckets.expire().isPresent() && buckets.logs().isEmpty()) {
            rules.wrong(
                    "infra.buckets.expire",
                    "is a rule of buckets that the stack makes, and it makes none",
                    "Write 'made: create', or remove it and let the bucket's owner set the rule");
        }
        if (create && (buckets.toGlacier().isPresent() || buckets.expire().isPresent())) {
            beginnings(written);
        }
        glacier(buckets);
    }

    /** Rules go by what keys begin with: that of a glob is what stands before its first wildcard. */
    private void beginnings(Map<String, String> written) {
        String rule = infra.buckets().expire().isPresent() ? "infra.buckets.expire" : "infra.buckets.to-glacier";
        List<String> told = new ArrayList<>();
        spec.data().sources().forEach((name, addresses) -> {
            for (String address : addresses) {
                String start = address.replaceAll("[*?\\[{].*", "");
                written.forEach((key, place) -> {
                    boolean hit = address.startsWith("s3://")
                            && bucket(start).equals(bucket(place))
                            && key(place).startsWith(start.replaceFirst("s3://[^/]+/?", ""));
                    if (hit && !told.contains(key) && !reaches(address, place)) {
                        told.add(key);
                        rules.wrong(
                                rule,
                                "is a rule of all keys that begin as '" + address + "' does, and so those of '" + key
                                        + "' (" + place + ")",
                                "Put the source '" + name + "' into a folder of its own: s3://" + bucket(start)
                                        + "/data/*");
                    }
                });
            }
        });
    }

    private void glacier(InfraSpec.Buckets buckets) {
        if (buckets.toGlacier().isEmpty()) {
            return;
        }
        Span cold = Span.of(buckets.toGlacier().get());
        if (buckets.expire().isPresent()
                && Span.of(buckets.expire().get()).length().compareTo(cold.length()) <= 0) {
            rules.wrong(
                    "infra.buckets.expire",
                    "is not later than 'to-glacier'",
                    "Remove 'to-glacier', or write a later one");
        }
        boolean read = spec.data()
                .window()
                .filter(window -> Span.of(window).length().compareTo(cold.length()) <= 0)
                .isEmpty();
        if (read) {
            rules.wrong(
                    "infra.buckets.to-glacier",
                    "moves files that runs still read, and what is in Glacier cannot be read at once",
                    "Write a 'data.window' that is not longer, or a later 'to-glacier'");
        }
    }
}
