package jenkins.scm.api.mixin;

public interface SCMHeadMixin extends java.io.Serializable {}
