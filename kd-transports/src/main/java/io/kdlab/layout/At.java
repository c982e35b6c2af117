package io.kdlab.layout;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Where a component of a [Struct] record begins.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface At {
    /// The offset from the start of the structure.
    int value();

    /// How many bytes; only for components of type `Bytes`, whose length is fixed here.
    int length() default 0;
}
