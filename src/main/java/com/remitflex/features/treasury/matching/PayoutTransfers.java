package com.remitflex.features.treasury.matching;

import com.remitflex.features.rails.evm.follower.TransferId;
import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.treasury.books.BookTransfer;
import com.remitflex.platform.money.Currency;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The payouts to wallets: each uses its nonce, whoever has sent the transaction. */
public final class PayoutTransfers implements KnownTransfers {
  @Override
  public TransferKind kind() {
    return TransferKind.PAYOUT;
  }

  @Override
  public Map<TransferId, String> subjects(Handle handle, List<BookTransfer> transfers) {
    Map<TransferId, String> found = new HashMap<>();
    for (BookTransfer transfer : transfers) {
      for (Bytes32 nonce : transfer.nonces()) {
        PayoutMatchStore.paymentOf(handle, nonce, transfer)
            .ifPresent(payment -> found.put(transfer.id(), payment));
      }
    }
    return found;
  }

  @Override
  public Map<Currency, BigInteger> notBooked(Handle handle) {
    return PayoutMatchStore.notBooked(handle);
  }

  @Override
  public Map<Currency, BigInteger> bookedAhead(Handle handle) {
    return PayoutMatchStore.bookedAhead(handle);
  }

  @Override
  public List<String> contradictions(Handle handle) {
    return PayoutMatchStore.contradictions(handle);
  }
}
