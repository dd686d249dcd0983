package com.remitflex.features.rails.signer;

import java.util.function.Function;

/** The outcome of a request to the signer. */
public sealed interface SignerReply<T> {
  /** The signer did what was requested. */
  record Done<T>(T value) implements SignerReply<T> {}

  /**
   * The signer rejected the request, and nothing was signed for it.
   *
   * @param reason for the operator
   */
  record Rejected<T>(SignerErrorCode code, String reason) implements SignerReply<T> {}

  /**
   * The outcome is unknown: the signer may have signed. Repeat the same request.
   *
   * @param reason for the operator
   */
  record Unavailable<T>(String reason) implements SignerReply<T> {}

  /** The same outcome with another value. */
  default <R> SignerReply<R> map(Function<T, R> change) {
    return switch (this) {
      case Done<T>(T value) -> new Done<>(change.apply(value));
      case Rejected<T>(SignerErrorCode code, String reason) -> new Rejected<>(code, reason);
      case Unavailable<T>(String reason) -> new Unavailable<>(reason);
    };
  }
}
