package retrain.infra;

import java.util.List;

/** The keys that a source names, as EventBridge tells them: at least those. Which of them count is decided by the look at the source. */
final class KeyPatterns {
    private KeyPatterns() {}

    /** {@return the patterns of a source in S3: a file, a folder, a glob, or a whole bucket} */
    static List<Object> of(String address) {
        String key = S3Name.of(address.replaceFirst("\\?versionId=.*", "")).key();
        if (key.isEmpty()) {
            return List.of(Cfn.map("exists", true));
        }
        String pattern = key.replaceAll("\\{[^}]*}|\\[[^]]*]|[*?]", "*").replaceAll("\\*+", "*");
        int star = pattern.indexOf('*');
        if (star < 0) {
            return List.of(key, beginning(key + "/"));
        }
        return List.of(
                star == pattern.length() - 1 ? beginning(pattern.substring(0, star)) : Cfn.map("wildcard", pattern));
    }

    private static Object beginning(String text) {
        return Cfn.map("prefix", text);
    }

    /** {@return what all keys of a source begin with: up to the first wildcard; of a folder with its slash} */
    static String prefix(String key) {
        String fixed = key.replaceFirst("[*?\\[{].*", "");
        boolean folder = fixed.equals(key) && !key.endsWith("/") && key.indexOf('.', key.lastIndexOf('/') + 1) < 0;
        return folder ? fixed + "/" : fixed;
    }
}
