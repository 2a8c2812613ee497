package retrain.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlFileTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "no     | TEXT",
                "off    | TEXT",
                "yes    | TEXT",
                "1:30   | TEXT",
                "0x1F   | TEXT",
                "'true' | TEXT",
                "\"5\"  | TEXT",
                "true   | BOOLEAN",
                "True   | BOOLEAN",
                "FALSE  | BOOLEAN",
                "~      | NULL",
                "Null   | NULL",
                "010    | NUMBER",
                "-1.5e3 | NUMBER",
                ".5     | NUMBER"
            })
    void shouldTakeATextForWhatYamlSaysItIs(String text, Tree.Kind kind) {
        Tree tree = YamlFile.parse("retrain.yaml", text, new ArrayList<>());

        assertThat(tree)
                .isInstanceOfSatisfying(
                        Tree.Scalar.class, scalar -> assertThat(scalar.kind()).isEqualTo(kind));
    }
}
