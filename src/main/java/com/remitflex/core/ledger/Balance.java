package com.remitflex.core.ledger;

import java.util.Arrays;
import java.util.List;

/**
 * The sub-accounts of one account in one currency, in minor units; they always sum to zero.
 *
 * @param movements how many transfers have changed what is available or held
 */
@SuppressWarnings("EnumOrdinal") // a sub-account's place in the list is its ordinal
public record Balance(List<Long> amounts, long movements) {
  public static final Balance ZERO =
      new Balance(Arrays.stream(SubAccount.values()).map(sub -> 0L).toList(), 0);

  public Balance {
    amounts = List.copyOf(amounts);
    long sum = 0;
    for (long amount : amounts) {
      sum = Math.addExact(sum, amount);
    }
    if (sum != 0) {
      throw new IllegalStateException("a balance does not sum to zero: " + amounts);
    }
  }

  public long of(SubAccount sub) {
    return amounts.get(sub.ordinal());
  }

  /** The balance after an amount was moved from one sub-account to another. */
  public Balance move(SubAccount debit, SubAccount credit, long amount) {
    if (amount <= 0 || debit == credit) {
      throw new IllegalStateException("not a transfer: " + amount + " " + debit + " to " + credit);
    }
    Long[] after = amounts.toArray(Long[]::new);
    after[debit.ordinal()] = Math.subtractExact(after[debit.ordinal()], amount);
    after[credit.ordinal()] = Math.addExact(after[credit.ordinal()], amount);
    if (after[SubAccount.AVAILABLE.ordinal()] < 0 || after[SubAccount.HELD.ordinal()] < 0) {
      throw new IllegalStateException("a transfer overdraws " + debit + ": " + amounts);
    }
    boolean isMovement = debit.isOwned() || credit.isOwned();
    return new Balance(List.of(after), isMovement ? movements + 1 : movements);
  }
}
