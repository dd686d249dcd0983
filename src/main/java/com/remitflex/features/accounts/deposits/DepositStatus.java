package com.remitflex.features.accounts.deposits;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The status of a deposit, with all its transitions. */
public enum DepositStatus {
  /** Seen on the chain; not spendable. */
  PENDING,
  /** Final, and part of the available balance. */
  CREDITED,
  /** Removed by a reorganisation of the chain. */
  DROPPED,
  /** Not credited until an operator releases it. */
  HELD;

  /** The cause of a transition. */
  public enum Trigger {
    /** The transfer is in a block of the chain. */
    SEE,
    /** The rules or an operator hold the deposit. */
    HOLD,
    /** An operator releases a deposit whose block is not final yet. */
    RELEASE,
    /** The block is final, and nothing holds the deposit. */
    CREDIT,
    /** The block is no longer part of the chain. */
    DROP
  }

  public static final List<String> WORDS =
      Arrays.stream(values()).map(DepositStatus::word).toList();

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static DepositStatus of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** The status after a trigger; empty when there is no such transition. */
  public Optional<DepositStatus> after(Trigger trigger) {
    return Optional.ofNullable(
        switch (this) {
          case PENDING ->
              switch (trigger) {
                case HOLD -> HELD;
                case CREDIT -> CREDITED;
                case DROP -> DROPPED;
                case SEE, RELEASE -> null;
              };
          case HELD ->
              switch (trigger) {
                case RELEASE -> PENDING;
                case CREDIT -> CREDITED;
                case DROP -> DROPPED;
                case SEE, HOLD -> null;
              };
          // The transaction can be part of a later block.
          case DROPPED ->
              switch (trigger) {
                case SEE -> PENDING;
                case HOLD -> HELD;
                case CREDIT -> CREDITED;
                case RELEASE, DROP -> null;
              };
          case CREDITED -> null;
        });
  }
}
