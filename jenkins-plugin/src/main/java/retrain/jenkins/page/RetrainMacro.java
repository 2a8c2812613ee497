package retrain.jenkins.page;

import hudson.Extension;
import hudson.FilePath;
import hudson.model.AbstractBuild;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.util.List;
import org.jenkinsci.plugins.tokenmacro.DataBoundTokenMacro;
import org.jenkinsci.plugins.tokenmacro.MacroEvaluationException;
import org.jspecify.annotations.Nullable;
import retrain.jenkins.Texts;
import retrain.jenkins.result.RunResult;

/**
 * The token {@code ${RETRAIN, what="outcome"}}: something of the build's last result, or of the last one of a command or model. Empty if
 * the build has no such result.
 */
@Extension(optional = true)
public final class RetrainMacro extends DataBoundTokenMacro {
    private static final String NAME = "RETRAIN";

    /** What of the result. */
    @Parameter
    public String what = "summary";

    /** The command whose result it is; any if empty. */
    @Parameter
    public String command = "";

    /** The model whose result it is; any if empty. */
    @Parameter
    public String model = "";

    @Override
    public boolean acceptsMacroName(String macroName) {
        return macroName.equals(NAME);
    }

    @Override
    public List<String> getAcceptedMacroNames() {
        return List.of(NAME);
    }

    @Override
    public String evaluate(AbstractBuild<?, ?> build, TaskListener listener, String macroName)
            throws MacroEvaluationException {
        return evaluate(build, null, listener, macroName);
    }

    @Override
    public String evaluate(Run<?, ?> run, @Nullable FilePath workspace, TaskListener listener, String macroName)
            throws MacroEvaluationException {
        RetrainAction action = run.getAction(RetrainAction.class);
        String text = "";
        for (RunResult result : action == null ? List.<RunResult>of() : action.getResults()) {
            if (isMeant(result)) {
                text = ResultText.of(result, what)
                        .orElseThrow(() ->
                                new MacroEvaluationException(Texts.of("token.unknown", what, ResultText.CHOICES)));
            }
        }
        return text;
    }

    private boolean isMeant(RunResult result) {
        return (command.isEmpty() || command.equals(result.getCommand()))
                && (model.isEmpty() || model.equals(result.getModel()));
    }
}
