package io.kdlab.feature;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Claims that a test would fail if a feature were missing.
///
/// The id is one of the rows of the feature inventory (`L01`, `M05`, `K08`) or a numbered line of an issue, written as
/// issue and
/// section (`2.4`). `hil-tests/doc/features.md` is generated from these, so an id that nobody claims is visible there.
@Documented
@Repeatable(Features.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Feature {
    /// The feature's id.
    String value();

    /// What the test ran against; the strongest truth it used.
    On on() default On.NOTHING_ELSE;
}
