package retrain.jenkins.step;

import java.util.List;
import java.util.Map;
import retrain.Command;
import retrain.Option;
import retrain.jenkins.Texts;

/** How a form asks for an option. */
public final class OptionField {
    /** The values of the options that have only a few. */
    private static final Map<Option, List<String>> CHOICES = Map.of(
            Option.INTENT, List.of("branch", "pull-request", "schedule", "manual"),
            Option.ON_REJECT, List.of("fail", "warn"),
            Option.ON_DUE, List.of("succeed", "fail"));

    private final Option option;
    private final Command command;

    OptionField(Option option, Command command) {
        this.option = option;
        this.command = command;
    }

    /** {@return the step's parameter} */
    public String getWord() {
        return option.word();
    }

    public String getTitle() {
        return Texts.of("option." + option.word());
    }

    /** {@return whether it is a check box} */
    public boolean isCheck() {
        return List.of("true", "false").contains(option.orElse());
    }

    /** {@return whether its check box is checked if nothing is said} */
    public boolean isOn() {
        return option.orElse().equals("true") || (command == Command.CLEAN && option == Option.DRY_RUN);
    }

    /** {@return what can be chosen; nothing if it is a text} */
    public List<String> getChoices() {
        return CHOICES.getOrDefault(option, List.of());
    }

    /** {@return what a text is if nothing is said} */
    public String getOrElse() {
        return option.orElse();
    }
}
