package canary.local;

public class Anything {}
