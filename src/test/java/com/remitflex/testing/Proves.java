package com.remitflex.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a test on which a promise rests: if it fails the promise is broken, and without it the
 * promise is not kept. All tests of one promise stand in one class.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Proves {
  Guarantee value();
}
