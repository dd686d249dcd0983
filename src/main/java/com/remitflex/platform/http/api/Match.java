package com.remitflex.platform.http.api;

import java.util.Map;

/** The result of looking up a method and a path in a {@link PathRouter}. */
public sealed interface Match<T> {
  /**
   * The target of a template that fits.
   *
   * @param parameters the path's segments by the names that the template gives them
   */
  record Found<T>(T target, Map<String, String> parameters) implements Match<T> {}

  /**
   * A template fits, but not with this method.
   *
   * @param allowed the supported methods, separated by commas
   */
  record WrongMethod<T>(String allowed) implements Match<T> {}

  record NotFound<T>() implements Match<T> {}
}
