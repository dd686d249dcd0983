package com.remitflex.platform.errors;

import java.util.function.Function;

/**
 * The outcome of an operation that can be rejected. A method that returns one is marked with {@link
 * CheckReturnValue}: a caller that ignores it is an error for Error Prone.
 */
public sealed interface Result<T> {
  /** The operation took effect. */
  record Ok<T>(T value) implements Result<T> {}

  /** The operation had no effect. */
  record Rejected<T>(ApiError error) implements Result<T> {}

  @CheckReturnValue
  static <T> Result<T> ok(T value) {
    return new Ok<>(value);
  }

  @CheckReturnValue
  static <T> Result<T> rejected(ApiError error) {
    return new Rejected<>(error);
  }

  @CheckReturnValue
  static <T> Result<T> rejected(ErrorCode code, String message) {
    return new Rejected<>(ApiError.of(code, message));
  }

  /** A rejection because of one parameter, named in dot notation. */
  @CheckReturnValue
  static <T> Result<T> rejected(String field, ErrorCode code, String message) {
    return new Rejected<>(ApiError.at(field, code, message));
  }

  /** The value as the function converts it, or the same rejection. */
  @CheckReturnValue
  default <U> Result<U> map(Function<? super T, ? extends U> conversion) {
    return switch (this) {
      case Ok<T>(T value) -> new Ok<>(conversion.apply(value));
      case Rejected<T>(ApiError error) -> new Rejected<>(error);
    };
  }

  /** The outcome of the next operation, or the rejection of this one. */
  @CheckReturnValue
  default <U> Result<U> flatMap(Function<? super T, Result<U>> next) {
    return switch (this) {
      case Ok<T>(T value) -> next.apply(value);
      case Rejected<T>(ApiError error) -> new Rejected<>(error);
    };
  }

  /**
   * The value, for the edge of the product, where a rejection becomes a response.
   *
   * @throws ApiException the rejection
   */
  default T orElseThrow() {
    return switch (this) {
      case Ok<T>(T value) -> value;
      case Rejected<T>(ApiError error) -> throw error.exception();
    };
  }
}
