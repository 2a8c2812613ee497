package hudson.util;

import java.util.AbstractList;

public class PersistedList<T> extends AbstractList<T> {
    public java.util.List<T> toList() {
        throw new UnsupportedOperationException();
    }

    @Override
    public T get(int index) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int size() {
        throw new UnsupportedOperationException();
    }
}
