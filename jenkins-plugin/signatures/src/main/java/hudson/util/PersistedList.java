package hudson.util;

public class PersistedList<T> {}
