package retrain.run;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * What reflection tells of a record type. Asked once a type: the JDK finds all of it anew at every call, which made reading an evaluation
 * the slowest part of a command that had nothing to do.
 */
final class RecordShape {
    private static final ClassValue<RecordShape> SHAPES = new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
            return new RecordShape(type);
        }
    };

    /**
     * A component.
     *
     * @param raw its class
     * @param type its class with type arguments
     */
    record Part(String name, Class<?> raw, Type type, Method accessor) {
        Object of(Record value) {
            try {
                return accessor.invoke(value);
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException("cannot read " + accessor, e);
            }
        }
    }

    private final List<Part> parts = new ArrayList<>();
    private final boolean inline;
    private final boolean sealed;
    private final Constructor<?> constructor;

    private RecordShape(Class<?> type) {
        for (RecordComponent c : type.getRecordComponents()) {
            c.getAccessor().setAccessible(true);
            parts.add(new Part(c.getName(), c.getType(), c.getGenericType(), c.getAccessor()));
        }
        inline = Inline.class.isAssignableFrom(type);
        sealed = isOfSealed(type);
        constructor = constructor(type, parts);
    }

    private static boolean isOfSealed(Class<?> type) {
        for (Class<?> of : type.getInterfaces()) {
            if (of.isSealed()) {
                return true;
            }
        }
        return false;
    }

    private static Constructor<?> constructor(Class<?> type, List<Part> parts) {
        Class<?>[] parameters = new Class<?>[parts.size()];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = parts.get(i).raw();
        }
        try {
            Constructor<?> canonical = type.getDeclaredConstructor(parameters);
            canonical.setAccessible(true);
            return canonical;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("records have a canonical constructor", e);
        }
    }

    static RecordShape of(Class<?> type) {
        return SHAPES.get(type);
    }

    List<Part> parts() {
        return parts;
    }

    /** {@return whether it is written as its only component} */
    boolean inline() {
        return inline;
    }

    /** {@return whether it is one of several choices, which its name tells apart} */
    boolean isChoice() {
        return sealed;
    }

    /** Makes a record; what its constructor throws is thrown as {@link IllegalArgumentException}. */
    Object make(Object[] values) {
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(String.valueOf(e.getCause()), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make " + constructor, e);
        }
    }
}
