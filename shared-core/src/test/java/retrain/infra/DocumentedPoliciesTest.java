package retrain.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import retrain.Golden;

/** The policies that {@code docs/aws.md} has somebody put in place, who runs the sample without a stack: those of the stack's roles. */
class DocumentedPoliciesTest {
    private static final Path DOCS = Path.of("../docs");

    /** As many characters as IAM takes in a policy of its own, blanks apart. */
    private static final int MOST = 6144;

    private final Plan plan = Plans.flights();

    @Test
    void shouldAllowWhoeverRunsTheSampleWhatItDoes() throws IOException {
        check("aws-policy.json", new PersonAccess(plan).role());
    }

    @Test
    void shouldAllowTheJobsOfTheSampleWhatTheyDo() throws IOException {
        check("aws-role.json", new JobRoles(plan).jobs().orElseThrow());
    }

    private void check(String file, Role role) throws IOException {
        String policy = JsonText.of(document(Roles.policy(role)));
        assertThat(policy.replaceAll("\\s", "")).hasSizeLessThan(MOST);
        Golden.check(DOCS.resolve(file), policy);
    }

    /** A policy that is put in place by hand knows the account, and holds in each region. */
    private Map<String, Object> document(Map<String, Object> policy) {
        Map<String, Object> all = new LinkedHashMap<>();
        policy.forEach((key, value) -> all.put(key, plain(value)));
        return all;
    }

    private Object plain(Object value) {
        if (value instanceof List<?> list) {
            List<Object> values = new ArrayList<>();
            list.forEach(v -> values.add(plain(v)));
            return values;
        }
        boolean function = value instanceof Map<?, ?> map
                && map.size() == 1
                && map.keySet().iterator().next().toString().matches("Ref|Fn::.*");
        if (value instanceof Map<?, ?> map && !function) {
            Map<String, Object> values = new LinkedHashMap<>();
            map.forEach((k, v) -> values.put((String) k, plain(v)));
            return values;
        }
        if (!function) {
            return value;
        }
        String text = Arn.text(value).replace("<region>", "*").replace("<account>", "123456789012");
        return text.equals(Ids.JOB_ROLE) ? plan.spec().aws().role().orElseThrow() : text;
    }
}
