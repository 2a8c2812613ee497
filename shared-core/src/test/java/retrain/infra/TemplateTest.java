package retrain.infra;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TemplateTest {
    @Test
    void shouldWriteTheSameBytesForTheSameSpec() {
        GeneratedFile file = Template.file(Plans.flights());

        assertThat(file.path()).isEqualTo("infra/template.yaml");
        assertThat(file).isEqualTo(Template.file(Plans.flights()));
    }
}
