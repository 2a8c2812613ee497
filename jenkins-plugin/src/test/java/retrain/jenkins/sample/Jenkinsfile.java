package retrain.jenkins.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import groovy.lang.Binding;
import groovy.lang.Closure;
import groovy.lang.GroovyShell;
import groovy.lang.MissingMethodException;
import groovy.lang.MissingPropertyException;
import groovy.lang.Script;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.jenkinsci.Symbol;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import retrain.jenkins.result.RunResults;

/**
 * Runs a Jenkinsfile in the Groovy that Jenkins runs it in. Each block is run once; the plugin's steps are looked up and their options bound as
 * Jenkins binds them, so that a word that no step knows is an error; each returns a result of the kind that it returns. Steps of other plugins
 * must be among those that the samples may use.
 */
public abstract class Jenkinsfile extends Script {
    private static final Set<String> OTHERS = Set.of(
            "pipeline",
            "agent",
            "stages",
            "stage",
            "steps",
            "script",
            "options",
            "triggers",
            "post",
            "when",
            "matrix",
            "axes",
            "axis",
            "name",
            "values",
            "label",
            "node",
            "dir",
            "checkout",
            "echo",
            "cron",
            "disableConcurrentBuilds",
            "buildDiscarder",
            "logRotator",
            "parameters",
            "string",
            "expression",
            "branch",
            "not",
            "changeRequest",
            "always",
            "success",
            "unstable",
            "failure",
            "environment",
            "timeout",
            "timestamps",
            "archiveArtifacts",
            "beforeAgent",
            "error",
            "unstash",
            "stash",
            "withEnv",
            "tools",
            "jdk",
            "parallel",
            "milestone",
            "lock",
            "input",
            "readFile",
            "any",
            "allOf",
            "anyOf",
            "booleanParam");
    private static final Set<String> WORDS = Set.of("any", "none", "scm");

    private final List<String> calls = new ArrayList<>();

    /** {@return the calls of the plugin's steps, each with its options} */
    static List<String> calls(String text) {
        CompilerConfiguration configuration = new CompilerConfiguration();
        configuration.setScriptBaseClass(Jenkinsfile.class.getName());
        Jenkinsfile file = (Jenkinsfile)
                new GroovyShell(Jenkinsfile.class.getClassLoader(), new Binding(), configuration).parse(text);
        file.run();
        return file.calls;
    }

    @Override
    public @Nullable Object invokeMethod(String name, Object arguments) {
        Object[] given = (Object[]) arguments;
        if (name.startsWith("retrain")) {
            return retrain(name, given);
        }
        if (!OTHERS.contains(name)) {
            throw new MissingMethodException(name, getClass(), given);
        }
        Object last = given.length == 0 ? null : given[given.length - 1];
        return last instanceof Closure<?> block ? inside(block) : null;
    }

    private @Nullable Object inside(Closure<?> block) {
        block.setDelegate(this);
        block.setResolveStrategy(Closure.OWNER_FIRST);
        return block.call();
    }

    @Override
    public Object getProperty(String name) {
        if (WORDS.contains(name) || name.equals(name.toUpperCase(Locale.ROOT))) {
            return name;
        }
        if (Set.of("env", "params").contains(name)) {
            return Map.of();
        }
        if (getBinding().hasVariable(name)) {
            return getBinding().getVariable(name);
        }
        throw new MissingPropertyException(name, getClass());
    }

    private Object retrain(String name, Object[] given) {
        Class<?> type = type(name);
        Map<Object, Object> options = new LinkedHashMap<>();
        if (given.length > 0) {
            options.putAll(
                    given[0] instanceof Map<?, ?> named ? named : Map.of(parameters(type)[0].getName(), given[0]));
        }
        calls.add(name + options);
        bind(type, options);
        return name.equals("retrainApproval")
                ? Map.of("by", "alice", "why", "slices are fine")
                : RunResults.started("1", "run");
    }

    /** {@return what has the symbol, by the index that Jenkins reads} */
    private static Class<?> type(String symbol) {
        return indexed()
                .filter(type ->
                        List.of(type.getAnnotation(Symbol.class).value()).contains(symbol))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("nothing is called " + symbol))
                .getEnclosingClass();
    }

    static Stream<String> symbols() {
        return indexed()
                .flatMap(type -> Arrays.stream(type.getAnnotation(Symbol.class).value()));
    }

    private static Stream<Class<?>> indexed() {
        try (InputStream in =
                Jenkinsfile.class.getResourceAsStream("/META-INF/services/annotations/org.jenkinsci.Symbol")) {
            List<Class<?>> types = new ArrayList<>();
            for (String name : new String(in.readAllBytes(), UTF_8).lines().toList()) {
                types.add(Class.forName(name, false, Jenkinsfile.class.getClassLoader()));
            }
            return types.stream();
        } catch (IOException | ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Constructor<?> constructor(Class<?> type) {
        return Arrays.stream(type.getConstructors())
                .filter(constructor -> constructor.isAnnotationPresent(DataBoundConstructor.class))
                .findFirst()
                .orElseThrow();
    }

    private static Parameter[] parameters(Class<?> type) {
        return constructor(type).getParameters();
    }

    /** As Stapler does: some options are the constructor's, the others have setters. */
    private static void bind(Class<?> type, Map<Object, Object> options) {
        try {
            List<@Nullable Object> arguments = new ArrayList<>();
            for (Parameter parameter : parameters(type)) {
                arguments.add(value(options.remove(parameter.getName()), parameter.getType()));
            }
            Object bound = constructor(type).newInstance(arguments.toArray());
            for (Map.Entry<Object, Object> option : options.entrySet()) {
                Method setter = setter(type, option.getKey().toString());
                setter.invoke(bound, value(option.getValue(), setter.getParameterTypes()[0]));
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(type.getSimpleName() + options + " cannot be bound", e);
        }
    }

    private static @Nullable Object value(@Nullable Object given, Class<?> type) {
        return type == String.class && given != null ? given.toString() : given;
    }

    static Method setter(Class<?> type, String option) throws NoSuchMethodException {
        String name = "set" + option.substring(0, 1).toUpperCase(Locale.ROOT) + option.substring(1);
        return Arrays.stream(type.getMethods())
                .filter(method -> method.getName().equals(name) && method.isAnnotationPresent(DataBoundSetter.class))
                .findFirst()
                .orElseThrow(() -> new NoSuchMethodException(type.getSimpleName() + " has no option " + option));
    }
}
