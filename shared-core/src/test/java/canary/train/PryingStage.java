package canary.train;

public class PryingStage {}
