package com.remitflex.features.accounts.deposits.addresses;

import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.platform.ids.IdPrefix;
import java.util.Optional;

/**
 * An address for an account that may have one by the time that the command runs.
 *
 * @param index drawn for this address only
 * @param text the address with this index
 */
public record NewDepositAddress(DepositAddress.Key key, int index, String text) {
  public void prefetch(ReadSet reads) {
    reads.row(DepositAddressStore.ROWS, key);
  }

  /** The account's address on the network: the one that it has, or else this one. */
  public DepositAddress insertUnlessPresent(State state, Effects effects) {
    Optional<DepositAddressStore.Stored> present = state.find(DepositAddressStore.ROWS, key);
    if (present.isPresent()) {
      return present.get().address();
    }
    DepositAddress address =
        new DepositAddress(
            key, IdPrefix.DEPOSIT_ADDRESS.next(), index, text, state.now(key.head()));
    effects.insert(
        DepositAddressStore.ROWS, key, new DepositAddressStore.Stored(address, new byte[0]));
    return address;
  }
}
