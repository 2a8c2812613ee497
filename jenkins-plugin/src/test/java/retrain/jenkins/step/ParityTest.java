package retrain.jenkins.step;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import hudson.Extension;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.stream.Stream;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import retrain.Command;
import retrain.Option;
import retrain.jenkins.Texts;

/** Each command of the core is a step, with the same options, the same words and the same documentation. */
class ParityTest {
    private static final Path HELP = Path.of("src/main/resources/retrain/jenkins/step/RetrainStep");

    @ParameterizedTest
    @EnumSource(Command.class)
    void shouldBeAStepOfThatNameWithItsOptions(Command command) throws ReflectiveOperationException {
        Class<?> type = type(command);
        Set<String> expected = new HashSet<>(own());
        Arrays.stream(Option.values())
                .filter(option -> option.belongsTo(command))
                .forEach(option -> expected.add(option.word()));

        RetrainStep step = (RetrainStep) type.getConstructor().newInstance();

        assertThat(type.getConstructor().isAnnotationPresent(DataBoundConstructor.class))
                .isTrue();
        assertThat(step.command()).isEqualTo(command);
        assertThat(properties(type)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(Command.class)
    void shouldBeFoundUnderItsWord(Command command) throws ReflectiveOperationException {
        Class<?> descriptor = Class.forName(type(command).getName() + "$DescriptorImpl");
        String function = "retrain" + capital(command.word());

        StepDescriptor made = (StepDescriptor) descriptor.getConstructor().newInstance();

        assertThat(made.getFunctionName()).isEqualTo(function);
        assertThat(descriptor.getAnnotation(Symbol.class).value()).containsExactly(function);
        assertThat(descriptor.isAnnotationPresent(Extension.class)).isTrue();
        assertThat(made.getDisplayName()).isEqualTo(command.description());
    }

    @ParameterizedTest
    @EnumSource(Command.class)
    void shouldKeepWhatItIsGivenAndLeaveOutWhatIsEmpty(Command command) throws Exception {
        RetrainStep step = (RetrainStep) type(command).getConstructor().newInstance();
        for (Option option : Option.values()) {
            if (option.belongsTo(command)) {
                set(step, option);
                assertThat(again(step).options()).containsEntry(option, given(option));
            }
        }

        step.setConfig(" ");

        assertThat(step.options()).doesNotContainKey(Option.CONFIG);
    }

    /** Or the snippet generator would leave out the one word that makes it remove something. */
    @Test
    void shouldRemoveNothingUnlessItIsToldTo() {
        CleanStep step = new CleanStep();
        assertThat(step.isDryRun()).isTrue();
        assertThat(new OptionField(Option.DRY_RUN, Command.CLEAN).isOn()).isTrue();
        assertThat(new OptionField(Option.DRY_RUN, Command.RUN).isOn()).isFalse();

        step.setDryRun(false);

        assertThat(step.isDryRun()).isFalse();
        assertThat(step.options()).containsEntry(Option.DRY_RUN, "false");
    }

    @Test
    void shouldHaveNoOtherStepsButTheOneThatWaits() throws IOException {
        Set<String> commands = Arrays.stream(Command.values())
                .map(command -> capital(command.word()) + "Step")
                .collect(toSet());
        try (Stream<Path> sources = Files.list(Path.of("src/main/java/retrain/jenkins/step"))) {
            Set<String> steps = sources.map(
                            file -> file.getFileName().toString().replace(".java", ""))
                    .filter(name -> name.endsWith("Step"))
                    .collect(toSet());

            commands.add("RetrainStep");
            commands.add("AwaitStep");
            assertThat(steps).isEqualTo(commands);
        }
    }

    @ParameterizedTest
    @EnumSource(Option.class)
    void shouldExplainAnOptionWithTheCoresWords(Option option) throws IOException {
        String help = "<div>\n  " + escaped(option.doc()) + "\n</div>\n";
        Path file = HELP.resolve("help-" + option.word() + ".html");
        if ("update".equals(System.getProperty("retrain.golden"))) {
            Files.writeString(file, help);
        }

        assertThat(file).hasContent(help);
        assertThat(ResourceBundle.getBundle(Texts.class.getName()).getString("option." + option.word()))
                .isNotBlank();
    }

    @Test
    void shouldExplainAlsoWhatOnlyJenkinsHas() throws ReflectiveOperationException {
        assertThat(own())
                .contains("jdk", "runner")
                .allSatisfy(property ->
                        assertThat(HELP.resolve("help-" + property + ".html")).isNotEmptyFile());
    }

    @Test
    void shouldTellOneStepOfABuildFromAnother() {
        RunStep.DescriptorImpl descriptor = new RunStep.DescriptorImpl();

        assertThat(descriptor.argumentsToString(java.util.Map.of("profile", "aws", "dryRun", true)))
                .isEqualTo("aws");
        assertThat(descriptor.argumentsToString(java.util.Map.of("dryRun", true)))
                .isNull();
    }

    /** What the steps have beyond the options of the core; all have the same. */
    private static Set<String> own() {
        Set<String> own = new HashSet<>();
        for (Method method : RetrainStep.class.getDeclaredMethods()) {
            if (method.isAnnotationPresent(DataBoundSetter.class)) {
                own.add(property(method));
            }
        }
        Arrays.stream(Option.values()).forEach(option -> own.remove(option.word()));
        return own;
    }

    private static Set<String> properties(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(method -> method.isAnnotationPresent(DataBoundSetter.class))
                .map(ParityTest::property)
                .collect(toSet());
    }

    private static String property(Method setter) {
        String name = setter.getName().substring("set".length());
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }

    private static void set(RetrainStep step, Option option) throws ReflectiveOperationException {
        for (Method method : step.getClass().getMethods()) {
            if (method.getName().equals("set" + capital(option.word()))) {
                boolean flag = method.getParameterTypes()[0] == boolean.class;
                method.invoke(step, flag ? (Object) true : " a b ");
                assertThat(new OptionField(option, Command.RUN).isCheck())
                        .as(option.word())
                        .isEqualTo(flag);
            }
        }
    }

    private static String given(Option option) {
        return new OptionField(option, Command.RUN).isCheck() ? "true" : "a b";
    }

    private static RetrainStep again(RetrainStep step) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(step);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (RetrainStep) in.readObject();
        }
    }

    private static Class<?> type(Command command) throws ClassNotFoundException {
        return Class.forName("retrain.jenkins.step." + capital(command.word()) + "Step");
    }

    private static String capital(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
