package retrain.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimedPathTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {yyyy-MM-dd}/*.csv.gz            | 2013-04-05/a.csv.gz          | 2013-04-05T00:00
            flights-{yyyy-MM}.csv.gz         | flights-2013-09.csv.gz       | 2013-09-01T00:00
            flights-{uuuu}.csv               | flights-2013.csv             | 2013-01-01T00:00
            {yyyy/MM/dd}/**.csv              | 2013/04/05/a/b.csv           | 2013-04-05T00:00
            year={yyyy}/month={M}/*.parquet  | year=2013/month=9/x.parquet  | 2013-09-01T00:00
            {yyyyMMdd}T{HHmm}.csv            | 20130405T0630.csv            | 2013-04-05T06:30
            {yyyy-MM-dd'T'HH-mm-ss}.{csv,json} | 2013-04-05T06-30-59.json   | 2013-04-05T06:30:59
            {yyyy-DDD}.csv                   | 2013-365.csv                 | 2013-12-31T00:00
            {dd-MMM-yyyy}-[ab]?.csv          | 05-Apr-2013-ax.csv           | 2013-04-05T00:00
            """)
    void shouldFindTheTimeWhereASubsetBegins(String pattern, String path, String time) {
        assertThat(TimedPath.isTimed(pattern)).isTrue();
        assertThat(TimedPath.of(pattern).time(path)).contains(LocalDateTime.parse(time));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {yyyy-MM-dd}/*.csv        | 2013-02-30/a.csv
            {yyyy-MM-dd}/*.csv        | 2013-13-01/a.csv
            {yyyy-MM-dd}/*.csv        | latest/a.csv
            {yyyy-MM-dd}/*.csv        | 2013-02-03/deep/a.csv
            flights-{yyyy-MM}.csv     | flights-2013-9.csv
            {yyyy}/{yyyy-MM}.csv      | 2013/2014-01.csv
            """)
    void shouldFindNoTimeWhereThereIsNoneOfThePattern(String pattern, String path) {
        assertThat(TimedPath.of(pattern).time(path)).isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a/*.{csv,json}", "{a,b}/x.csv", "x.csv", "{daily}/x.csv", "flights-[0-9].csv", "{yyyy,MM}/x"})
    void shouldLeaveTheBracesOfAGlobAlone(String pattern) {
        assertThat(TimedPath.isTimed(pattern)).isFalse();
        assertThat(TimedPath.glob(pattern)).isEqualTo(pattern);
        assertThat(TimedPath.stepped(pattern)).isEqualTo(pattern);
    }

    @ParameterizedTest
    @CsvSource({"{MM-dd}.csv,has no year", "{YYYY-MM}.csv,has another letter", "{yyyy-MM-dd hh}.csv,has another letter"
    })
    void shouldRefuseATimeThatIsNone(String pattern, String what) {
        assertThatThrownBy(() -> TimedPath.of(pattern)).hasMessageContaining(what);
    }
}
