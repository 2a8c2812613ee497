package retrain.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTest {
    private static final String LETTERS = "aZ09 :#-'\"\\{}[],&*!|>%@`=~?\n\n\t.é€\u00851eN";

    @Test
    void shouldPrintFunctionsInTheirShortForm() {
        Map<String, Object> document = Cfn.map(
                "A", Cfn.ref("Topic"),
                "B", Cfn.attribute("Nested.Outputs", "Arn"),
                "C", Cfn.sub("arn:${AWS::Partition}:s3:::b"),
                "D", List.of(Cfn.arn("Queue"), Map.of("Fn::Join", List.of(":", List.of("a", Cfn.ref("B"))))),
                "E", Map.of("Fn::Base64", Cfn.sub("${A}")));

        assertThat(Yaml.of(document)).isEqualTo("""
                        A: !Ref Topic
                        B: !GetAtt Nested.Outputs.Arn
                        C: !Sub arn:${AWS::Partition}:s3:::b
                        D:
                          - !GetAtt Queue.Arn
                          - !Join
                            - ':'
                            - - a
                              - !Ref B
                        E:
                          Fn::Base64: !Sub ${A}
                        """);
    }

    @Test
    void shouldPrintCommentsAboveAndTextsOfSeveralLinesAsBlocks() {
        Map<String, Object> document = Cfn.map(
                "Resources",
                Cfn.map(
                        "Queue",
                        new Yaml.Commented("What waits.\n\nAnd more.", Cfn.map("Empty", Map.of(), "None", List.of())),
                        "Text",
                        "SELECT 1\n  FROM x\n",
                        "List",
                        List.of(Cfn.map("K", 1, "V", true), List.of("a", 0.5))));

        assertThat(Yaml.of(document)).isEqualTo("""
                        Resources:
                          # What waits.
                          #
                          # And more.
                          Queue:
                            Empty: {}
                            None: []
                          Text: |
                            SELECT 1
                              FROM x
                          List:
                            - K: 1
                              V: true
                            - - a
                              - 0.5
                        """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yes",
                "No",
                "on",
                "null",
                "~",
                "true",
                "12",
                "0o7",
                "012",
                "1e3",
                "1_000",
                "12:30:45",
                "2012-10-17",
                "2026-11-26T09:00:00Z",
                ".5",
                ".inf",
                "-",
                "- a",
                "a: b",
                "a #b",
                "#a",
                "*",
                "&a",
                "!a",
                "[a",
                "{a",
                "a:",
                " a",
                "a ",
                "'",
                "\"",
                "it's",
                "@a",
                "`a",
                "%a",
                "<<",
                "=",
                "0x1F",
                "+1",
                "é",
                "\u2028",
                "\uFEFF",
                "a\tb",
                "a\\nb",
                "a\n",
                "a\n\n",
                "\na",
                " a\nb",
                "a\n b\n\nc",
                "a\r\nb",
                "a \nb",
                "a\n  ",
                "\n"
            })
    void shouldBeReadAsTheTextThatWasPrinted(String text) {
        assertThat(read(Yaml.of(Cfn.map("a", Cfn.map("k", text), "l", List.of(text, Cfn.map("x", text, "y", text))))))
                .isEqualTo(Cfn.map("a", Cfn.map("k", text), "l", List.of(text, Cfn.map("x", text, "y", text))));
    }

    @Test
    void shouldBeReadAsWhatWasPrintedWhateverItIs() {
        Random random = new Random(7);
        for (int i = 0; i < 3000; i++) {
            Map<String, Object> document = map(random, 3);

            String yaml = Yaml.of(document);

            assertThat(document.isEmpty() ? document : read(yaml)).as(yaml).isEqualTo(document);
        }
    }

    @Test
    void shouldPrintATextInWhichNothingIsFilledInAsItIs() {
        assertThat(Yaml.of(Cfn.map("a", Cfn.sub("arn:aws:sqs"), "b", List.of(Cfn.sub("x")))))
                .isEqualTo("a: arn:aws:sqs\nb:\n  - x\n");
    }

    @Test
    void shouldPrintMapsWithoutAnOrderByTheirKeys() {
        assertThat(Yaml.of(Map.of("c", 1, "a", 2, "b", 3))).isEqualTo("a: 2\nb: 3\nc: 1\n");
    }

    private static Object read(String yaml) {
        return new org.yaml.snakeyaml.Yaml().load(yaml);
    }

    private static Map<String, Object> map(Random random, int depth) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            map.put(text(random), value(random, depth - 1));
        }
        return map;
    }

    private static Object value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0 -> random.nextInt(1000) - 500;
            case 1 -> random.nextBoolean();
            case 2, 3 -> text(random);
            case 4 -> map(random, depth);
            default -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(value(random, depth - 1));
                }
                yield list;
            }
        };
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(9); i > 0; i--) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }
}
