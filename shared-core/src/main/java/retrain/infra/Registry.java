package retrain.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Where versions and tables are known: the group of model packages, and the databases of Glue that sources are in. The job of Glue that runs a
 * SELECT is made by the run: its name holds the digest of all that it says, of the script too, so that builds that want other ones do not meet;
 * it costs nothing.
 */
final class Registry {
    private static final Map<String, Object> STAYS =
            Cfn.map("DeletionPolicy", "Retain", "UpdateReplacePolicy", "Retain");

    private Registry() {}

    static List<Resource> of(Plan plan) {
        List<Resource> resources = new ArrayList<>();
        plan.spec()
                .history()
                .modelPackageGroup()
                .ifPresent(group -> resources.add(new Resource(
                        "Packages",
                        "AWS::SageMaker::ModelPackageGroup",
                        "Each version of the model becomes a package in it. It stays when the stack goes.",
                        Cfn.map(
                                "ModelPackageGroupName",
                                group,
                                "ModelPackageGroupDescription",
                                "Versions of the model " + plan.spec().model()),
                        STAYS)));
        if (Buckets.areMade(plan)) {
            databases(plan).forEach(name -> resources.add(database(name)));
        }
        return resources;
    }

    private static Set<String> databases(Plan plan) {
        Stream<String> names = plan.spec().data().sources().values().stream()
                .flatMap(List::stream)
                .filter(address -> address.startsWith("glue://"))
                .map(address -> address.substring("glue://".length()).split("/", -1)[0]);
        return names.collect(java.util.stream.Collectors.toCollection(TreeSet::new));
    }

    private static Resource database(String name) {
        return new Resource(
                Ids.named("Database", name),
                "AWS::Glue::Database",
                "The tables that sources are. It stays when the stack goes.",
                Cfn.map(
                        "CatalogId", Cfn.ref("AWS::AccountId"),
                        "DatabaseInput", Cfn.map("Name", name)),
                STAYS);
    }
}
