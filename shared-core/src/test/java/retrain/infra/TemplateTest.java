package retrain.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import retrain.problem.InvalidInput;

class TemplateTest {
    private static final Pattern PLACE = Pattern.compile("\\$\\{([A-Za-z0-9]+)(\\.[A-Za-z]+)?}");

    @Test
    void shouldWriteTheSameBytesForTheSameSpec() {
        GeneratedFile file = Template.file(Plans.flights());

        assertThat(file.path()).isEqualTo("infra/template.yaml");
        assertThat(file).isEqualTo(Template.file(Plans.flights()));
        assertThat(file.content())
                .startsWith("# Written by 'infra' from retrain.yaml: change that, and write this anew.\n");
    }

    @Test
    void shouldAddTheLinesOfAnAddressAndChangeNoneWhenSomebodyMoreIsTold() {
        List<String> before = lines(Plans.flights());
        List<String> after = lines(Plans.flights("infra.notify=[ml-team@example.com, ops@example.com]"));

        assertThat(removed(before, after)).isEmpty();
        assertThat(removed(after, before))
                .containsExactly(
                        "  # Somebody who is told; they must confirm it once, by a link that is sent to them.",
                        "  MailOpsExampleCom:",
                        "    Type: AWS::SNS::Subscription",
                        "    Properties:",
                        "      TopicArn: !Ref Topic",
                        "      Protocol: email",
                        "      Endpoint: ops@example.com");
    }

    @Test
    void shouldChangeALineForEachFunctionWhenTheyGetMoreMemory() {
        List<String> before = lines(Plans.flights());
        List<String> after = lines(Plans.flights("infra.functions.memory=4096"));

        assertThat(removed(before, after)).containsExactly("      MemorySize: 3008", "      MemorySize: 3008");
        assertThat(removed(after, before)).containsExactly("      MemorySize: 4096", "      MemorySize: 4096");
    }

    @Test
    void shouldReferToWhatTheStackHas() {
        for (Plan plan : List.of(Plans.flights(), Plans.sample("own-trainer"), Plans.flights(InfraPlans.CREATED))) {
            List<Resource> resources = Template.resources(plan);
            TreeSet<String> there = resources.stream().map(Resource::id).collect(Collectors.toCollection(TreeSet::new));
            there.addAll(List.of(Ids.CODE_BUCKET, Ids.CODE_KEY, Ids.ENGINES_KEY));

            TreeSet<String> named = new TreeSet<>();
            for (Resource resource : resources) {
                TreeSet<String> substituted = new TreeSet<>(
                        resource.properties().get("DefinitionSubstitutions") instanceof Map<?, ?> m
                                ? m.keySet().stream().map(String::valueOf).toList()
                                : List.of());
                names(resource.properties(), named);
                named.removeAll(substituted);
            }

            assertThat(named).isSubsetOf(there).contains(Ids.EVENTS, Ids.TOPIC, Ids.STATE_MACHINE, Ids.JOB_ROLE);
        }
    }

    @Test
    void shouldTagAllThatTakesTags() {
        List<Resource> resources = Template.resources(Plans.sample("own-trainer"));

        assertThat(resources)
                .filteredOn(r -> r.type().equals("AWS::SQS::Queue") || r.type().equals("AWS::Lambda::Function"))
                .hasSize(7)
                .allSatisfy(r -> assertThat(r.properties().get("Tags"))
                        .isEqualTo(List.of(
                                Cfn.map("Key", "team", "Value", "air"),
                                Cfn.map("Key", "retrain:model", "Value", "flight-delay-own"))));
    }

    @Test
    void shouldRefuseAStackOfMoreResourcesThanCloudFormationTakes() {
        String many = IntStream.range(0, 470)
                .mapToObj(i -> "p" + i + "@example.com")
                .collect(Collectors.joining(", ", "[", "]"));

        assertThatThrownBy(() -> Template.file(Plans.flights("infra.notify=" + many)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("CloudFormation takes 500");
    }

    private static List<String> lines(Plan plan) {
        return Template.file(plan).content().lines().toList();
    }

    /** {@return the lines of the first that are not in the second, as a comparison without moves shows them} */
    private static List<String> removed(List<String> first, List<String> second) {
        int[][] same = new int[first.size() + 1][second.size() + 1];
        for (int i = first.size() - 1; i >= 0; i--) {
            for (int j = second.size() - 1; j >= 0; j--) {
                same[i][j] = first.get(i).equals(second.get(j))
                        ? same[i + 1][j + 1] + 1
                        : Math.max(same[i + 1][j], same[i][j + 1]);
            }
        }
        List<String> removed = new ArrayList<>();
        int j = 0;
        for (int i = 0; i < first.size(); i++) {
            while (j < second.size() && !first.get(i).equals(second.get(j)) && same[i][j + 1] >= same[i + 1][j]) {
                j++;
            }
            if (j < second.size() && first.get(i).equals(second.get(j))) {
                j++;
            } else {
                removed.add(first.get(i));
            }
        }
        return removed;
    }

    private static void names(Object value, Set<String> names) {
        if (value instanceof List<?> list) {
            list.forEach(v -> names(v, names));
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, v) -> named(key.toString(), v, names));
            map.values().forEach(v -> names(v, names));
        }
    }

    private static void named(String key, Object value, Set<String> names) {
        if (key.equals("Ref") && !value.toString().startsWith("AWS::")) {
            names.add(value.toString());
        } else if (key.equals("Fn::GetAtt")) {
            names.add(((List<?>) value).get(0).toString());
        } else if (key.equals("Fn::Sub")) {
            Matcher places = PLACE.matcher(value.toString());
            while (places.find()) {
                names.add(places.group(1));
            }
        }
    }
}
