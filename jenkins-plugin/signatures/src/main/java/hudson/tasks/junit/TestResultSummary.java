package hudson.tasks.junit;

public class TestResultSummary implements java.io.Serializable {}
