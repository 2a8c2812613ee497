package retrain;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * Listens to Ctrl-C: a hook of the JVM's end is not told what ends it, nor of a second one. The JDK's {@code sun.misc.Signal} is for this, is
 * exported by every JDK (module {@code jdk.unsupported}), and is called by reflection because javac warns of it whatever one tells it. Where the
 * JVM lets nobody listen ({@code -Xrs}), nothing is heard, and Ctrl-C is what it is without this.
 */
final class CtrlC implements AutoCloseable {
    private final @Nullable Object before;

    private CtrlC(@Nullable Object before) {
        this.before = before;
    }

    /** @param heard is run for each, on a thread of its own, instead of the end of the JVM */
    static CtrlC listen(Runnable heard) {
        try {
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object own = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        if (method.getDeclaringClass() != Object.class) {
                            heard.run();
                            return null;
                        }
                        return ofObject(proxy, method, arguments);
                    });
            return new CtrlC(handle(own));
        } catch (ReflectiveOperationException e) {
            return new CtrlC(null);
        }
    }

    private static Object ofObject(Object proxy, Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "Retrain's handler of Ctrl-C";
        };
    }

    /** {@return who was told before} */
    private static Object handle(Object handler) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        return signal.getMethod("handle", signal, Class.forName("sun.misc.SignalHandler"))
                .invoke(null, signal.getConstructor(String.class).newInstance("INT"), handler);
    }

    @Override
    @SuppressWarnings("EmptyCatch")
    public void close() {
        if (before != null) {
            try {
                handle(before);
            } catch (ReflectiveOperationException e) {
                // It was possible before; at the worst this goes on to end the JVM at Ctrl-C.
            }
        }
    }
}
