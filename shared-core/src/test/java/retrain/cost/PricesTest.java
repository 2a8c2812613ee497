package retrain.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.problem.InvalidInput;
import retrain.spec.Spec;
import retrain.spec.SpecReader;

class PricesTest {
    private static final String OWN = "cost: {prices: prices.csv}";

    @TempDir
    Path base;

    private Prices prices(String... lines) throws IOException {
        return Prices.of(Priced.spec(base, lines), base);
    }

    @Test
    void shouldKnowListPricesOfTheRegionOnly() throws IOException {
        Prices prices = prices();

        assertThat(prices.perSecond("sagemaker-training", "ml.m5.xlarge").orElseThrow() * 3600)
                .isCloseTo(0.23, within(1e-12));
        assertThat(prices.perSecond("sagemaker-endpoint", "ml.m5.xlarge").orElseThrow() * 3600)
                .isCloseTo(0.23, within(1e-12));
        assertThat(prices.perSecond("lambda", "GB").orElseThrow()).isCloseTo(1.66667e-5, within(1e-15));
        assertThat(prices.perMonth("s3", "GB").orElseThrow()).isCloseTo(0.023, within(1e-12));
        assertThat(prices.perMonth("sagemaker-endpoint", "ml.m5.xlarge").orElseThrow())
                .isCloseTo(167.9, within(1e-9));
        assertThat(prices.perSecond("sagemaker-training", "ml.p9.xlarge")).isEmpty();
    }

    @Test
    void shouldNotTakeAnotherRegionsPrice() throws IOException {
        Spec ireland = SpecReader.read(file(), Optional.empty(), "aws.region=eu-west-1");

        assertThat(Prices.of(ireland, base)
                                .perSecond("sagemaker-training", "ml.m5.xlarge")
                                .orElseThrow()
                        * 3600)
                .isCloseTo(0.257, within(1e-12));
        assertThat(Prices.of(ireland, base).perSecond("sagemaker-training", "ml.m5.large"))
                .isEmpty();
    }

    private Path file() throws IOException {
        assertThat(Priced.spec(base).aws().region()).contains("us-east-1");
        return base.resolve("retrain.yaml");
    }

    @Test
    void shouldTellServicesApartWhereTheirPricesDiffer() throws IOException {
        Files.writeString(base.resolve("prices.csv"), """
                # negotiated
                service,unit,region,per,usd
                sagemaker-training, ml.m5.xlarge, us-east-1, hour, 0.20
                sagemaker,ml.new.large,*,hour,1
                sagemaker,ml.m5.xlarge,eu-west-1,hour,9
                """);
        Prices prices = prices(OWN);

        assertThat(prices.perSecond("sagemaker-training", "ml.m5.xlarge").orElseThrow() * 3600)
                .isCloseTo(0.20, within(1e-12));
        assertThat(prices.perSecond("sagemaker-transform", "ml.m5.xlarge").orElseThrow() * 3600)
                .isCloseTo(0.23, within(1e-12));
        assertThat(prices.perSecond("sagemaker-processing", "ml.new.large").orElseThrow() * 3600)
                .isCloseTo(1, within(1e-12));
    }

    @Test
    void shouldTellAllLinesThatAreNoPrices() throws IOException {
        Files.writeString(
                base.resolve("prices.csv"), "glue,G.1X,us-east-1,hour\nglue,G.1X,*,day,1\nglue,G.1X,*,hour,-1\n");

        assertThatThrownBy(() -> prices(OWN))
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        e -> assertThat(e.problems())
                                .extracting(p -> p.where() + " " + p.what())
                                .containsExactly(
                                        "prices.csv:1 has 4 columns in place of 5: service,unit,region,per,usd",
                                        "prices.csv:2 'day' is none of hour, second, month",
                                        "prices.csv:3 '-1' is no price"));
    }

    @Test
    void shouldSayWhenTheFileIsNotThere() {
        assertThatThrownBy(() -> prices(OWN))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("cost.prices")
                .hasMessageContaining("prices.csv' cannot be read");
    }

    @Test
    void shouldWriteSmallSumsSoThatTheyAreSeen() {
        assertThat(Money.text(0)).isEqualTo("$0.00");
        assertThat(Money.text(0.000001)).isEqualTo("$0.0001");
        assertThat(Money.text(0.0575)).isEqualTo("$0.0575");
        assertThat(Money.text(1234.5)).isEqualTo("$1,234.50");
    }
}
