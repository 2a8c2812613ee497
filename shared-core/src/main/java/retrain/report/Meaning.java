package retrain.report;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a key of {@code result.json} says; the published JSON Schema is made from it. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Meaning {
    /** In a sentence or two, for whoever reads the file. */
    String value();

    /** The texts it can be; empty: any. */
    String[] oneOf() default {};
}
