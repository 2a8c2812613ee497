package retrain.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.Extension;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import net.java.sezpoz.Index;
import net.java.sezpoz.IndexItem;
import org.jenkinsci.Symbol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packages that are installed in Jenkins. */
class HpiIT {
    private static final long MB = 1_000_000;

    private final Path small = Path.of(Objects.requireNonNull(System.getProperty("retrain.hpi")));
    private final Path large = small.resolveSibling("retrain-with-runner.hpi");

    @Test
    void shouldSayWhatItIsAndWhatItNeeds() throws IOException {
        try (JarFile hpi = new JarFile(small.toFile())) {
            Attributes manifest = hpi.getManifest().getMainAttributes();

            assertThat(manifest.getValue("Short-Name")).isEqualTo("retrain");
            assertThat(manifest.getValue("Plugin-Version")).matches("\\d.*");
            assertThat(manifest.getValue("Jenkins-Version")).matches("2\\.\\d+(\\.\\d+)?");
            assertThat(manifest.getValue("Plugin-Dependencies").split(","))
                    .allMatch(needed -> needed.matches("[a-z0-9-]+:[^;]+(;resolution:=optional)?"));
        }
    }

    /** Or what Jenkins stored of it is refused when it is read back. */
    @Test
    void shouldMarkItsJarAsAPlugins(@TempDir Path folder) throws IOException {
        try (JarFile jar =
                new JarFile(unpacked("WEB-INF/lib/retrain.jar", folder).toFile())) {
            assertThat(jar.getManifest().getMainAttributes().getValue("Short-Name"))
                    .isEqualTo("retrain");
            assertThat(jar.getManifest().getMainAttributes().getValue("Jenkins-Version"))
                    .isNotEmpty();
        }
    }

    @Test
    void shouldBringNothingHeavyToTheController() throws IOException {
        assertThat(Files.size(small)).isLessThan(15 * MB);
        assertThat(Files.size(large)).isLessThan(150 * MB);
        assertThat(names(small, name -> name.endsWith(".jar")))
                .hasSize(3)
                .anyMatch(name -> name.startsWith("WEB-INF/lib/retrain-core-"))
                .anyMatch(name -> name.startsWith("WEB-INF/lib/jackson-core-"))
                .contains("WEB-INF/lib/retrain.jar");
        assertThat(names(large, name -> true))
                .contains("WEB-INF/runner/retrain-runner-bin.zip")
                .containsAll(names(small, name -> true));
    }

    /** Jenkins finds extensions and symbols by these indexes alone. */
    @Test
    void shouldIndexEveryExtensionAndEverySymbol(@TempDir Path folder) throws Exception {
        Path jar = unpacked("WEB-INF/lib/retrain.jar", folder);
        try (URLClassLoader plugin =
                new URLClassLoader(new URL[] {jar.toUri().toURL()}, Index.class.getClassLoader())) {
            TreeSet<String> indexed = new TreeSet<>();
            for (IndexItem<Extension, Object> item : Index.load(Extension.class, Object.class, plugin)) {
                indexed.add(item.className());
            }
            assertThat(indexed).isEqualTo(classes(jar, plugin, Extension.class)).hasSizeGreaterThan(15);
            assertThat(lines(plugin, "META-INF/services/annotations/org.jenkinsci.Symbol"))
                    .containsExactlyElementsOf(classes(jar, plugin, Symbol.class));
        }
    }

    @Test
    void shouldShipNoTypeOfJenkins(@TempDir Path folder) throws IOException {
        Path jar = unpacked("WEB-INF/lib/retrain.jar", folder);

        assertThat(names(jar, name -> name.endsWith(".class"))).allMatch(name -> name.startsWith("retrain/"));
    }

    private static Set<String> classes(
            Path jar, ClassLoader plugin, Class<? extends java.lang.annotation.Annotation> annotation)
            throws Exception {
        TreeSet<String> annotated = new TreeSet<>();
        for (String name : names(jar, file -> file.endsWith(".class"))) {
            String type = name.substring(0, name.length() - ".class".length()).replace('/', '.');
            if (Class.forName(type, false, plugin).isAnnotationPresent(annotation)) {
                annotated.add(type);
            }
        }
        return annotated;
    }

    private static List<String> lines(ClassLoader plugin, String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(plugin.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    private static List<String> names(Path zip, Predicate<String> which) throws IOException {
        List<String> names = new ArrayList<>();
        try (JarFile file = new JarFile(zip.toFile())) {
            file.stream().map(ZipEntry::getName).filter(which).forEach(names::add);
        }
        return names;
    }

    private Path unpacked(String entry, Path folder) throws IOException {
        Path target = folder.resolve("unpacked.jar");
        try (JarFile hpi = new JarFile(small.toFile());
                InputStream in = hpi.getInputStream(hpi.getEntry(entry))) {
            Files.copy(in, target);
        }
        return target;
    }
}
