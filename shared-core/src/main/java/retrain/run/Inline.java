package retrain.run;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A record of one component that is written as this component alone. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface Inline {}
