package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What only a process of its own can show: its memory, its output, what it loads. */
class XgboostProcessIT {
    @TempDir
    Path folder;

    private ChildJvm run(String what, List<String> options, String... more) throws Exception {
        String[] arguments = new String[2 + more.length];
        arguments[0] = what;
        arguments[1] = folder.toString();
        System.arraycopy(more, 0, arguments, 2, more.length);
        return ChildJvm.run(folder, XgboostProcess.class, options, arguments);
    }

    @Test
    void shouldSayWhatATrainingDependsOnWithoutLoadingXgboostOrDuckDb() throws Exception {
        Path log = folder.resolve("classes.txt");
        ChildJvm child = run("describe", List.of("-Xlog:class+load:file=" + log));

        assertThat(child.exit()).as(child.err()).isZero();
        assertThat(Files.readAllLines(log))
                .anyMatch(l -> l.contains("retrain.train.TrainStage"))
                .noneMatch(l -> l.contains("ml.dmlc.") || l.contains("org.duckdb."));
    }

    @Test
    void shouldPrintNothing() throws Exception {
        ChildJvm child = run("quiet", List.of());

        assertThat(child.exit()).as(child.err()).isZero();
        assertThat(child.out()).isEmpty();
        assertThat(child.err().lines().filter(l -> !l.startsWith("SLF4J"))).isEmpty();
    }

    @Test
    void shouldNameThePackageToInstallWhenTheLibraryCannotBeLoaded() throws Exception {
        Path broken = Files.writeString(folder.resolve("libxgboost4j.so"), "no library");
        ChildJvm child = run("library", List.of("-Dxgboostruntime.native.xgboost4j=" + broken));

        assertThat(child.exit()).as(child.err()).isZero();
        assertThat(child.out().lines())
                .hasSize(2)
                .allSatisfy(l -> assertThat(l)
                        .startsWith("4 XGBoost 3.0.4: ")
                        .contains("libgomp1 on Debian")
                        .endsWith("[DEPENDENCY_MISSING]"));
    }

    @Test
    void shouldKeepRowsOffTheJavaHeap() throws Exception {
        ChildJvm child = run("large", List.of("-Xmx48m"), "1000000");

        assertThat(child.exit()).as(child.err()).isZero();
        assertThat(child.out()).contains("rows: 1000000");
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux tells a process its memory in /proc")
    void shouldFreeNativeMemory() throws Exception {
        ChildJvm child = run("memory", List.of("-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch"));

        assertThat(child.exit()).as(child.err()).isZero();
        long growth = Long.parseLong(child.out().strip().replaceAll("[^-0-9]", ""));
        assertThat(growth)
                .as("KB over 10,000 predictions, 1,000 loads, 100 scorings")
                .isLessThan(16_000);
    }
}
