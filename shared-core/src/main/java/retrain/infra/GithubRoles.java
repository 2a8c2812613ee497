package retrain.infra;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.infra.Role.Statement;
import retrain.spec.InfraSpec.GithubSpec;

/** GitHub as a provider of identities, and the roles that its jobs take for the time of a build, each for its own part of the repository. */
final class GithubRoles {
    /** Retrains; promotes, too, unless an environment does. */
    static final String RETRAIN = "github";

    /** Judges pull requests: it cannot deploy. */
    static final String REQUEST = "github-request";

    /** Promotes in the environment of GitHub that has whoever must approve. */
    static final String PROMOTE = "github-promote";

    /** Seconds that a job's credentials hold: as long as GitHub lets it run. */
    static final int SESSION = 6 * 3600;

    private static final String ISSUER = "token.actions.githubusercontent.com";
    private static final String AUDIENCE = "sts.amazonaws.com";

    private final Plan plan;
    private final GithubSpec spec;
    private final BuildAccess access;

    GithubRoles(Plan plan, GithubSpec spec) {
        this.plan = plan;
        this.spec = spec;
        this.access = new BuildAccess(plan);
    }

    /** A role, and the end of the subject of the tokens that may take it. */
    private record Taken(Role role, String subject) {}

    List<Role> of() {
        return taken().stream().map(Taken::role).toList();
    }

    private List<Taken> taken() {
        boolean promotes = spec.environment().isEmpty();
        List<Taken> all = new ArrayList<>(List.of(
                new Taken(
                        role(
                                Ids.GITHUB_RETRAIN,
                                RETRAIN,
                                promotes
                                        ? "Retrains in GitHub Actions, and deploys what passed its gates."
                                        : "Retrains in GitHub Actions; it cannot deploy.",
                                access.retrain(promotes)),
                        "ref:refs/heads/" + spec.branch()),
                new Taken(
                        role(
                                Ids.GITHUB_REQUEST,
                                REQUEST,
                                "Judges pull requests in GitHub Actions; it cannot deploy.",
                                access.retrain(false)),
                        "pull_request")));
        spec.environment()
                .ifPresent(environment -> all.add(new Taken(
                        role(
                                Ids.GITHUB_PROMOTE,
                                PROMOTE,
                                "Deploys what was approved in the environment of GitHub.",
                                access.promote()),
                        "environment:" + environment)));
        return all;
    }

    /** The workflow names it, so its name is known. */
    private Role role(String id, String name, String purpose, List<Statement> statements) {
        return new Role(Ids.role(id), Optional.of(plan.name(name)), ISSUER, purpose, statements);
    }

    /** {@return the provider, if the account has none yet, and the roles} */
    List<Resource> resources() {
        List<Resource> all = new ArrayList<>();
        if (spec.provider().isEmpty()) {
            all.add(new Resource(
                    Ids.GITHUB,
                    "AWS::IAM::OIDCProvider",
                    "GitHub says who its jobs are. An account has it once: it stays when the stack goes.",
                    Cfn.map("Url", "https://" + ISSUER, "ClientIdList", List.of(AUDIENCE)),
                    Cfn.map("DeletionPolicy", "Retain", "UpdateReplacePolicy", "Retain")));
        }
        taken().forEach(taken -> all.add(resource(taken)));
        return all;
    }

    private Resource resource(Taken taken) {
        Resource role = Roles.resource(plan, taken.role());
        Map<String, Object> properties = new LinkedHashMap<>(role.properties());
        properties.put("AssumeRolePolicyDocument", trust(taken.subject()));
        properties.put("MaxSessionDuration", SESSION);
        return new Resource(role.id(), role.type(), role.comment(), properties, role.attributes());
    }

    /** Whole subjects alone are compared: a pattern would let in what nobody thought of. */
    private Map<String, Object> trust(String subject) {
        String repository = spec.subject().orElse("repo:" + spec.repository());
        return Cfn.map(
                "Version",
                "2012-10-17",
                "Statement",
                List.of(Cfn.map(
                        "Effect",
                        "Allow",
                        "Principal",
                        Cfn.map(
                                "Federated",
                                spec.provider().map(arn -> (Object) arn).orElseGet(() -> Cfn.arn(Ids.GITHUB))),
                        "Action",
                        "sts:AssumeRoleWithWebIdentity",
                        "Condition",
                        Cfn.map(
                                "StringEquals",
                                Cfn.map(ISSUER + ":aud", AUDIENCE, ISSUER + ":sub", repository + ":" + subject)))));
    }
}
