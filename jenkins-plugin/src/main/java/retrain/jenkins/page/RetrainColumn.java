package retrain.jenkins.page;

import hudson.Extension;
import hudson.model.Item;
import hudson.model.Job;
import hudson.views.ListViewColumn;
import hudson.views.ListViewColumnDescriptor;
import java.util.List;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import retrain.jenkins.Texts;

/** A column of list views: the champion's version and the last outcome, a line a model. */
public final class RetrainColumn extends ListViewColumn {
    @DataBoundConstructor
    public RetrainColumn() {}

    /** {@return the models of an item; none if it is no job} */
    public List<ShownModel> models(Item item) {
        return item instanceof Job<?, ?> job ? new ModelAction(job).getModels() : List.of();
    }

    /** The column {@code retrainColumn}. */
    @Extension(ordinal = 20)
    @Symbol("retrainColumn")
    public static final class DescriptorImpl extends ListViewColumnDescriptor {
        @Override
        public String getDisplayName() {
            return Texts.of("column.name");
        }

        @Override
        public boolean shownByDefault() {
            return false;
        }
    }
}
