package retrain.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import retrain.run.RemoteFiles;

class RemotePatternTest {
    private static final List<String> KEYS = List.of(
            "s3://b/",
            "s3://b/.hidden.csv",
            "s3://b/_tmp/x.csv",
            "s3://b/a.csv",
            "s3://b/a.csv.bak",
            "s3://b/flights-2013.csv",
            "s3://b/flights/",
            "s3://b/flights/2013-01-01/1.csv",
            "s3://b/flights/2013-01-01/2.csv.gz",
            "s3://b/flights/2013-01-02/1.csv",
            "s3://b/flights/2013-01-02/_SUCCESS",
            "s3://b/flights/deep/er/1.csv",
            "s3://b/spark.parquet/part-0.parquet");

    private final List<String> asked = new ArrayList<>();

    /** Lists what begins so, as S3 does. */
    private final RemoteFiles place = new RemoteFiles() {
        @Override
        public List<RemoteFile> list(String prefix, int most) {
            asked.add(prefix);
            return KEYS.stream()
                    .filter(k -> k.startsWith(prefix))
                    .limit(most)
                    .map(k -> new RemoteFile(k, 1, Optional.empty(), "t"))
                    .toList();
        }

        @Override
        public Optional<RemoteFile> find(String address, Optional<String> version) {
            return Optional.of(new RemoteFile(address, 1, version, "t"));
        }

        @Override
        public RemoteFile fetch(RemoteFile file, Path target) {
            throw new AssertionError("nothing is fetched to find it");
        }
    };

    private String found(String pattern) {
        return String.join(
                " ",
                RemotePattern.of(pattern).files(place).stream()
                        .map(f -> f.address().replace("s3://b/", ""))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            s3://b/a.csv                       | a.csv                                            | 1
            s3://b/a.csvx                      | ''                                               | 2
            s3://b/flights                     | flights/2013-01-01/1.csv flights/2013-01-01/2.csv.gz flights/2013-01-02/1.csv flights/deep/er/1.csv | 1
            s3://b/flights/2013-01-02/         | flights/2013-01-02/1.csv                         | 1
            s3://b/spark.parquet               | spark.parquet/part-0.parquet                     | 2
            s3://b/flights/*/1.csv             | flights/2013-01-01/1.csv flights/2013-01-02/1.csv | 1
            s3://b/flights/**/*.{csv,csv.gz}   | flights/2013-01-01/1.csv flights/2013-01-01/2.csv.gz flights/2013-01-02/1.csv flights/deep/er/1.csv | 1
            s3://b/fl*.csv                     | flights-2013.csv                                 | 1
            s3://b                             | a.csv flights-2013.csv flights/2013-01-01/1.csv flights/2013-01-01/2.csv.gz flights/2013-01-02/1.csv flights/deep/er/1.csv spark.parquet/part-0.parquet | 1
            s3://b/a.csv?versionId=x.Y_z-1     | a.csv                                            | 0
            """)
    void shouldFindWhatAFolderOnDiskWouldHave(String pattern, String files, int lists) {
        String found = found(pattern);

        assertThat(found).isEqualTo(files);
        assertThat(asked).hasSize(lists);
    }

    @Test
    void shouldListOnlyWhatBeginsAsThePattern() {
        found("s3://b/flights/2013-*/1.csv");

        assertThat(asked).containsExactly("s3://b/flights/2013-");
    }

    @Test
    void shouldReadTheTimeInAnAddress() {
        RemotePattern pattern = RemotePattern.of("s3://b/flights/{yyyy-MM-dd}/*.csv");

        assertThat(pattern.files(place)).hasSize(2);
        assertThat(pattern.time("s3://b/flights/2013-01-02/1.csv"))
                .hasValueSatisfying(t -> assertThat(t).hasToString("2013-01-02T00:00"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"s3://", "s3:///k.csv", "s3://b*/k.csv", "s3://b/*.csv?versionId=1", "s3://b/f/?versionId=1"})
    void shouldRefuseWhatIsNoAddress(String pattern) {
        assertThatThrownBy(() -> RemotePattern.of(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("names ");
    }
}
