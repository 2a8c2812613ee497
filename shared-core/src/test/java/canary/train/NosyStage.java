package canary.train;

class NosyStage {
    PryingStage other = new PryingStage();
}
