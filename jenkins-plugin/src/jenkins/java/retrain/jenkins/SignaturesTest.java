package retrain.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the default build compiles against is what Jenkins has: what links there links here. */
class SignaturesTest {
    private static final Path FOLDER = Path.of(System.getProperty("retrain.signatures"));

    static Stream<String> types() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files
                    .map(file -> FOLDER.relativize(file).toString())
                    .filter(name -> name.endsWith(".class"))
                    .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void shouldBeAsInJenkins(String type) throws Exception {
        ClassLoader real = getClass().getClassLoader();
        try (URLClassLoader signatures = new ChildFirst(FOLDER.toUri().toURL(), real)) {
            assertThat(differences(signatures.loadClass(type), Class.forName(type, false, real)))
                    .isEmpty();
        }
    }

    private static List<String> differences(Class<?> signature, Class<?> real) {
        List<String> differences = new ArrayList<>();
        if (kind(signature) != kind(real)) {
            differences.add("is a class, an interface or an annotation there");
        }
        for (String supertype : supertypes(signature)) {
            if (!supertypes(real).contains(supertype)) {
                differences.add("is no " + supertype);
            }
        }
        Set<String> members = members(real);
        for (String member : own(signature)) {
            if (!members.contains(member)) {
                differences.add("has no " + member);
            }
        }
        return differences;
    }

    private static int kind(Class<?> type) {
        return type.getModifiers() & (Modifier.INTERFACE | 0x2000);
    }

    private static Set<String> supertypes(Class<?> type) {
        Set<String> names = new HashSet<>();
        if (type.getSuperclass() != null) {
            names.add(type.getSuperclass().getName());
            names.addAll(supertypes(type.getSuperclass()));
        }
        for (Class<?> each : type.getInterfaces()) {
            names.add(each.getName());
            names.addAll(supertypes(each));
        }
        return names;
    }

    private static Set<String> members(Class<?> type) {
        Set<String> members = new HashSet<>(own(type));
        if (type.getSuperclass() != null) {
            members.addAll(members(type.getSuperclass()));
        }
        for (Class<?> each : type.getInterfaces()) {
            members.addAll(members(each));
        }
        members.removeIf(member -> member.startsWith("new ") && !own(type).contains(member));
        return members;
    }

    /** Whatever others can use of a type itself. */
    private static Set<String> own(Class<?> type) {
        Set<String> members = new HashSet<>();
        for (Method method : type.getDeclaredMethods()) {
            if (isOpen(method)) {
                members.add(scope(method) + method.getReturnType().getName() + " " + method.getName()
                        + names(method.getParameterTypes()));
            }
        }
        for (Field field : type.getDeclaredFields()) {
            if (isOpen(field)) {
                members.add(scope(field) + field.getType().getName() + " " + field.getName());
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            // A constructor that nobody wrote is there because javac needs one to compile the others.
            if (isOpen(constructor) && constructor.getParameterCount() > 0) {
                members.add("new " + names(constructor.getParameterTypes()));
            }
        }
        return members;
    }

    private static boolean isOpen(Member member) {
        return (member.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0;
    }

    private static String scope(Member member) {
        return Modifier.isStatic(member.getModifiers()) ? "static " : "";
    }

    private static String names(Class<?>[] types) {
        return Arrays.stream(types).map(Class::getName).toList().toString();
    }

    /** Takes the signature where there is one. */
    private static final class ChildFirst extends URLClassLoader {
        ChildFirst(URL folder, ClassLoader parent) {
            super(new URL[] {folder}, parent);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded == null && Files.exists(FOLDER.resolve(name.replace('.', '/') + ".class"))) {
                    loaded = findClass(name);
                }
                return loaded == null ? super.loadClass(name, resolve) : loaded;
            }
        }
    }
}
