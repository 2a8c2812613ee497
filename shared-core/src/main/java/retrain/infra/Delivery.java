package retrain.infra;

import java.util.ArrayList;
import java.util.List;

/** Builds that retrain: in CodePipeline and CodeBuild, in GitHub Actions, or in both. */
final class Delivery {
    private Delivery() {}

    /** {@return the files of builds; none if the spec asks for no builds} */
    static List<GeneratedFile> files(Plan plan) {
        List<GeneratedFile> files = new ArrayList<>();
        if (plan.infra().codepipeline().isPresent() || plan.infra().github().isPresent()) {
            files.add(BuildScript.file(plan));
        }
        plan.infra().codepipeline().ifPresent(spec -> files.addAll(Buildspec.files(plan, spec)));
        plan.infra().github().ifPresent(spec -> files.add(Workflow.file(plan, spec)));
        return files;
    }

    /** {@return the resources of builds, with their roles} */
    static List<Resource> of(Plan plan) {
        List<Resource> all = new ArrayList<>();
        plan.infra().codepipeline().ifPresent(spec -> {
            all.addAll(CodePipeline.of(plan, spec));
            new BuildRoles(plan, spec).of().forEach(role -> all.add(Roles.resource(plan, role)));
        });
        plan.infra().github().ifPresent(spec -> all.addAll(new GithubRoles(plan, spec).resources()));
        return all;
    }

    /** {@return the roles of builds} */
    static List<Role> roles(Plan plan) {
        List<Role> all = new ArrayList<>();
        plan.infra().codepipeline().ifPresent(spec -> all.addAll(new BuildRoles(plan, spec).of()));
        plan.infra().github().ifPresent(spec -> all.addAll(new GithubRoles(plan, spec).of()));
        return all;
    }
}
