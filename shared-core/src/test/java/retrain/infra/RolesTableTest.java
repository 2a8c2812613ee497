package retrain.infra;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import retrain.Golden;

class RolesTableTest {
    private static final String HEAD = """
            # The roles of the stack

            Written from the roles themselves, for the profile `aws` of the [sample](../../samples/flight-delay/README.md): what another spec does not use, its roles do not
            allow. A name without an ARN is that of a part of the same stack.

            """;

    @Test
    void shouldBeWhatTheDocumentationSays() throws IOException {
        Golden.check(Path.of("../docs/reference/aws-roles.md"), HEAD + RolesTable.of(Roles.of(Plans.flights())));
    }
}
