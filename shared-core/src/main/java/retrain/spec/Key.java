package retrain.spec;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a component of a spec record means to the user. The key in the file is the component's name in kebab case, unless named
 * otherwise. This is the only place where a key, its default and its documentation exist: the reader, the JSON Schema and
 * the reference page are made from it.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Key {
    /** What the key does, in a sentence or two, for the user. */
    String doc();

    /** The key in the file; empty: the component's name in kebab case. */
    String name() default "";

    /** The value when the key is absent, written as YAML; empty: the key must be there, unless its type is Optional. */
    String orElse() default "";

    /** The smallest number allowed. */
    double min() default Double.NEGATIVE_INFINITY;

    /** The largest number allowed. */
    double max() default Double.POSITIVE_INFINITY;

    /** A regular expression that the whole text must match. */
    String pattern() default "";
}
