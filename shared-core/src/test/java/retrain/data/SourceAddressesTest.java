package retrain.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.spec.SpecReader;

class SourceAddressesTest {
    @TempDir
    Path folder;

    private SourceAddresses of(String sources, String more) throws IOException {
        Path config = folder.resolve("retrain.yaml");
        Files.writeString(config, """
                model: small
                task: binary
                target: late
                data:
                  sources: {rows: %s}
                  key: [id]
                train: {xgboost: {rounds: 5}}
                %s
                """.formatted(sources, more));
        return SourceAddresses.of(SpecReader.read(config, Optional.empty(), ""));
    }

    @Test
    void shouldTakeWhatAGlobMatches() throws IOException {
        SourceAddresses addresses = of("'s3://b/data/rows-*.csv.gz'", "");
        assertThat(addresses.hold("s3://b/data/rows-2013-04.csv.gz")).isTrue();
        assertThat(addresses.hold("s3://b/data/weather.csv.gz")).isFalse();
        assertThat(addresses.hold("s3://b/data/deeper/rows-1.csv.gz")).isFalse();
        assertThat(addresses.hold("s3://other/data/rows-2013-04.csv.gz")).isFalse();
        assertThat(addresses.hold("s3://b/data/")).isFalse();
    }

    @Test
    void shouldTakeVisibleFilesOfKnownFormatsInAFolder() throws IOException {
        SourceAddresses addresses = of("'s3://b/data'", "");
        assertThat(addresses.hold("s3://b/data/2013/rows.parquet")).isTrue();
        assertThat(addresses.hold("s3://b/data/_temporary/rows.parquet")).isFalse();
        assertThat(addresses.hold("s3://b/data/.rows.parquet")).isFalse();
        assertThat(addresses.hold("s3://b/data/_SUCCESS")).isFalse();
        assertThat(addresses.hold("s3://b/database/rows.parquet")).isFalse();
    }

    @Test
    void shouldTakePlacesOfTheTimeForWildcards() throws IOException {
        SourceAddresses addresses = of("'s3://b/data/{yyyy/MM}/rows.csv'", "");
        assertThat(addresses.hold("s3://b/data/2013/04/rows.csv")).isTrue();
        assertThat(addresses.hold("s3://b/data/rows.csv")).isFalse();
    }

    @Test
    void shouldNeverTakeAVersionThatIsNamed() throws IOException {
        assertThat(of("'s3://b/data/rows.csv?versionId=abc'", "").hold("s3://b/data/rows.csv"))
                .isFalse();
    }

    @Test
    void shouldNotTakeWhatRunsHaveWrittenThemselves() throws IOException {
        SourceAddresses addresses = of(
                "'s3://b/**.csv'",
                "store: s3://b/store\naws: {work: 's3://b/jobs', role: 'arn:aws:iam::123456789012:role/r'}");
        assertThat(addresses.hold("s3://b/store/objects/a.csv")).isFalse();
        assertThat(addresses.hold("s3://b/jobs/predictions.csv")).isFalse();
        assertThat(addresses.hold("s3://b/stored/rows.csv")).isTrue();
    }

    @Test
    void shouldTakeNothingOfSourcesThatAreNotInS3() throws IOException {
        assertThat(of("data/rows.csv", "").hold("s3://b/data/rows.csv")).isFalse();
    }
}
