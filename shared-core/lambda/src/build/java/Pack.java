import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs what functions of Lambda run on: a jar with all that is not an engine, and a layer with the engines. Of libraries that are used in small
 * parts (the clients of AWS have a class for each shape of each operation) only what can be reached is packed. The same class path gives the same
 * bytes. The build runs it from its source: {@code java Pack.java <version> <jar> <layer> <class path> <libgomp>}.
 */
public final class Pack {
    /** Of the engines, natives of Lambda's Linux on x86-64 alone. */
    private static final Pattern ENGINES = Pattern.compile("(duckdb_jdbc|xgboost4j_2\\.12|kryo|commons-logging)-.*\\.jar");

    private static final Pattern OTHER_NATIVES =
            Pattern.compile("libduckdb_java\\.so_(?!linux_amd64$).*|lib/(?!linux/x86_64/).+/.+");

    /** Streams, deployments of the stack and models of ONNX are no work of functions. */
    private static final Pattern LEFT_OUT = Pattern.compile(
            "(kinesis|cloudformation|kms|aws-cbor-protocol|third-party-jackson-dataformat-cbor|onnxruntime|jspecify)-.*\\.jar");

    private static final Pattern DROPPED = Pattern.compile(
            "META-INF/(MANIFEST\\.MF|.*\\.(SF|DSA|RSA)|maven/.*|versions/.*|INDEX\\.LIST|native-image/.*)|(.*/)?module-info\\.class|.*/");

    private static final Pattern LEGAL =
            Pattern.compile("(META-INF/)?(LICENSE|NOTICE|DEPENDENCIES)(\\.txt|\\.md|-.*)?|META-INF/(license|notice)s?/.*", Pattern.CASE_INSENSITIVE);

    /** Kept as far as something that is kept names them. */
    private static final Pattern BY_NEED = Pattern.compile("software/amazon/awssdk/services/[a-z0-9]+/"
            + "((model|paginators|waiters)/.*|(internal/.*)?[A-Za-z0-9]*Async[A-Za-z0-9$]*)|org/apache/commons/(io|lang3|compress|logging)/.*"
            + "|(org/duckdb|ml/dmlc|com/esotericsoftware)/.*");

    /**
     * Clients name every operation. What they name is not needed for that; but the JVM's verifier looks whether a request is a request, and an
     * answer may be any of the service's exceptions.
     */
    private static final Pattern NAME_ALL = Pattern.compile(
            "software/amazon/awssdk/services/[a-z0-9]+/((Default)?[A-Za-z0-9]+Client|transform/.*)");

    private static final Pattern LOOKED_AT =
            Pattern.compile("software/amazon/awssdk/services/[a-z0-9]+/model/([A-Za-z0-9]+Request|[A-Za-z0-9$]+Exception(\\$.*)?)");

    private static final FileTime TIME = FileTime.fromMillis(1767225600000L); // of the build's outputTimestamp
    private static final int MOST_UNPACKED = 250_000_000;

    private final Map<String, byte[]> files = new TreeMap<>();
    private final Map<String, StringBuilder> texts = new TreeMap<>();
    private final Map<String, byte[]> layer = new TreeMap<>();

    public static void main(String[] arguments) throws IOException {
        List<Path> inputs = Stream.of(arguments[3].split(java.io.File.pathSeparator)).map(Path::of).toList();
        if (isNewer(Path.of(arguments[1]), inputs) && isNewer(Path.of(arguments[2]), inputs)) {
            return;
        }
        Pack pack = new Pack();
        for (Path entry : inputs) {
            pack.add(entry);
        }
        if (arguments.length > 4 && !arguments[4].isEmpty()) {
            pack.layer.put("lib/libgomp.so.1", Files.readAllBytes(Path.of(arguments[4])));
        }
        pack.shrink();
        pack.write(arguments[0], Path.of(arguments[1]), Path.of(arguments[2]));
    }

    private static boolean isNewer(Path made, List<Path> inputs) throws IOException {
        for (Path input : inputs) {
            try (Stream<Path> walk = Files.exists(input) ? Files.walk(input) : Stream.of()) {
                for (Path file : walk.toList()) {
                    if (!Files.exists(made) || Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(made)) > 0) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private void add(Path entry) throws IOException {
        String name = entry.getFileName().toString();
        if (Files.isDirectory(entry)) {
            try (Stream<Path> walk = Files.walk(entry)) {
                for (Path file : walk.filter(Files::isRegularFile).toList()) {
                    add(entry.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file), name);
                }
            }
        } else if (ENGINES.matcher(name).matches()) {
            layer.put("java/lib/" + name, engine(entry));
            addClasses(entry);
        } else if (Files.exists(entry) && !LEFT_OUT.matcher(name).matches()) {
            try (JarFile jar = new JarFile(entry.toFile())) {
                for (JarEntry e : jar.stream().toList()) {
                    add(e.getName(), read(jar, e), name);
                }
            }
        }
    }

    /** A function without the layer loads classes that name those of an engine, without working with it. */
    private void addClasses(Path engine) throws IOException {
        try (JarFile jar = new JarFile(engine.toFile())) {
            for (JarEntry entry : jar.stream().toList()) {
                if (entry.getName().endsWith(".class")) {
                    add(entry.getName(), read(jar, entry), engine.getFileName().toString());
                }
            }
        }
    }

    private static byte[] read(JarFile jar, JarEntry entry) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }

    private void add(String name, byte[] content, String from) throws IOException {
        if (LEGAL.matcher(name).matches()) {
            boolean notice = name.toUpperCase(java.util.Locale.ROOT).contains("NOTICE");
            merge(notice ? "META-INF/NOTICE" : "META-INF/LICENSE", "== " + from + "\n" + text(content));
        } else if (name.startsWith("META-INF/services/") || name.endsWith("/execution.interceptors")) {
            merge(name, text(content));
        } else if (!DROPPED.matcher(name).matches()) {
            byte[] other = files.putIfAbsent(name, content);
            if (other != null && name.endsWith(".class")) {
                throw new IOException(name + " is there twice, the second time in " + from);
            }
        }
    }

    private void merge(String name, String text) {
        texts.computeIfAbsent(name, n -> new StringBuilder()).append(text.endsWith("\n") ? text : text + "\n");
    }

    private static String text(byte[] content) {
        return new String(content, StandardCharsets.UTF_8);
    }

    private static byte[] engine(Path jar) throws IOException {
        Map<String, byte[]> kept = new TreeMap<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : file.stream().toList()) {
                if (!entry.isDirectory() && !OTHER_NATIVES.matcher(entry.getName()).matches()) {
                    kept.put(entry.getName(), read(file, entry));
                }
            }
        }
        return zip(kept, Deflater.DEFAULT_COMPRESSION);
    }

    /** Removes the classes that are kept by need, and that nothing needs. */
    private void shrink() throws IOException {
        Set<String> kept = new HashSet<>();
        Deque<String> todo = new ArrayDeque<>();
        for (String name : files.keySet()) {
            if (name.endsWith(".class") && !BY_NEED.matcher(name(name)).matches()) {
                kept.add(name(name));
                todo.add(name(name));
            }
        }
        while (!todo.isEmpty()) {
            String name = todo.pop();
            if (!NAME_ALL.matcher(name).matches() && !name.contains("AsyncClient")) {
                for (String named : named(files.get(name + ".class"))) {
                    if (files.containsKey(named + ".class") && kept.add(named)) {
                        todo.add(named);
                    }
                }
            }
        }
        files.keySet().removeIf(file -> file.endsWith(".class")
                && !kept.contains(name(file))
                && !LOOKED_AT.matcher(name(file)).matches());
    }

    private static String name(String file) {
        return file.substring(0, Math.max(0, file.length() - ".class".length()));
    }

    /** {@return every name in the constants of a class that could be a class's: types, signatures, and texts as reflection has them} */
    private static Collection<String> named(byte[] content) throws IOException {
        List<String> names = new ArrayList<>();
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(content));
        in.skipNBytes(8);
        int constants = in.readUnsignedShort();
        for (int i = 1; i < constants; i++) {
            int tag = in.readUnsignedByte();
            switch (tag) {
                case 1 -> names(in.readUTF(), names);
                case 5, 6 -> {
                    in.skipNBytes(8);
                    i++;
                }
                case 7, 8, 16, 19, 20 -> in.skipNBytes(2);
                case 15 -> in.skipNBytes(3);
                default -> in.skipNBytes(4);
            }
        }
        return names;
    }

    private static void names(String text, List<String> names) {
        int begin = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ';';
            if (!Character.isJavaIdentifierPart(c) && c != '/' && c != '.') {
                String found = text.substring(begin, i).replace('.', '/');
                if (found.indexOf('/') > 0) {
                    // In a descriptor, an L stands before the name.
                    names.add(found);
                    names.add(found.substring(1));
                }
                begin = i + 1;
            }
        }
    }

    private void write(String version, Path jar, Path zip) throws IOException {
        texts.forEach((name, text) -> files.put(name, lines(name, text).getBytes(StandardCharsets.UTF_8)));
        String manifest = "Manifest-Version: 1.0\r\nImplementation-Title: Retrain on Lambda\r\nImplementation-Version: " + version + "\r\n\r\n";
        Map<String, byte[]> all = new java.util.LinkedHashMap<>();
        all.put("META-INF/MANIFEST.MF", manifest.getBytes(StandardCharsets.UTF_8));
        all.putAll(files);
        Files.createDirectories(jar.toAbsolutePath().getParent());
        Files.write(jar, zip(all, Deflater.DEFAULT_COMPRESSION));
        // Its jars are compressed already.
        Files.write(zip, zip(layer, Deflater.NO_COMPRESSION));
        System.out.println(jar.getFileName() + ": " + Files.size(jar) / 1000 + " kB in " + all.size() + " files, unpacked " + size(all) / 1000 + " kB");
        System.out.println(zip.getFileName() + ": " + Files.size(zip) / 1000 + " kB");
        if (size(layer) + size(all) > MOST_UNPACKED) {
            throw new IOException("a function may have 250 MB with its layers");
        }
    }

    private static long size(Map<String, byte[]> files) {
        return files.values().stream().mapToLong(f -> f.length).sum();
    }

    /** Providers that were left out with their library must not be looked for. */
    private String lines(String name, StringBuilder text) {
        if (!name.startsWith("META-INF/services/")) {
            return text.toString();
        }
        StringBuilder there = new StringBuilder();
        text.toString().lines().map(String::strip).distinct().forEach(line -> {
            if (files.containsKey(line.replace('.', '/') + ".class")) {
                there.append(line).append('\n');
            }
        });
        return there.toString();
    }

    private static byte[] zip(Map<String, byte[]> files, int level) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setLevel(level);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                entry.setLastModifiedTime(TIME);
                zip.putNextEntry(entry);
                zip.write(file.getValue());
                zip.closeEntry();
            }
        }
        return out.toByteArray();
    }
}
