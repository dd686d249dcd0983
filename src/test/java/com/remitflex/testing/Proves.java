package com.remitflex.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a test that proves a guarantee: if it fails, the guarantee is broken, and without it the
 * guarantee is not met. All tests of one guarantee are in one class.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Proves {
  Guarantee value();
}
