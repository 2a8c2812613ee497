package jenkins.scm.api.mixin;

import jenkins.scm.api.SCMHead;

public interface ChangeRequestSCMHead extends SCMHeadMixin {
    String getId();

    SCMHead getTarget();
}
