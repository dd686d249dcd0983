package com.remitflex.features.rails.evm.rpc;

import java.util.function.Function;

/** What several nodes say about one fact. */
public sealed interface Agreement<T> {
  /** Enough independent nodes have returned this value, and no other value has as many. */
  record Agreed<T>(T value) implements Agreement<T> {}

  /**
   * Nothing may be concluded; the question is to be asked again later.
   *
   * @param reason what each node said, for the operator
   */
  record NotAgreed<T>(String reason) implements Agreement<T> {}

  /**
   * The value.
   *
   * @throws ChainUnavailableException nothing was agreed
   */
  default T orThrow() {
    return switch (this) {
      case Agreed<T> agreed -> agreed.value();
      case NotAgreed<T> not -> throw new ChainUnavailableException(not.reason());
    };
  }

  /** The same agreement on what follows from the value. */
  default <R> Agreement<R> map(Function<T, R> change) {
    return switch (this) {
      case Agreed<T> agreed -> new Agreed<>(change.apply(agreed.value()));
      case NotAgreed<T> not -> new NotAgreed<>(not.reason());
    };
  }
}
