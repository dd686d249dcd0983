package com.remitflex.features.treasury.sweeps;

import com.remitflex.features.rails.evm.follower.TransferId;
import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.treasury.books.BookTransfer;
import com.remitflex.features.treasury.matching.KnownTransfers;
import com.remitflex.features.treasury.matching.TransferKind;
import com.remitflex.platform.money.Currency;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The sweeps: each uses its nonce, whoever has sent the transaction. */
public final class SweepTransfers implements KnownTransfers {
  @Override
  public TransferKind kind() {
    return TransferKind.SWEEP;
  }

  @Override
  public Map<TransferId, String> subjects(Handle handle, List<BookTransfer> transfers) {
    Map<TransferId, String> found = new HashMap<>();
    for (BookTransfer transfer : transfers) {
      for (Bytes32 nonce : transfer.nonces()) {
        Optional<Sweep> sweep = SweepStore.ofNonce(handle, nonce);
        sweep
            .filter(one -> isOf(one, transfer))
            .ifPresent(one -> found.put(transfer.id(), one.id()));
      }
    }
    return found;
  }

  private static boolean isOf(Sweep sweep, BookTransfer transfer) {
    return sweep.network().equals(transfer.network())
        && sweep.token().equals(transfer.found().token())
        && sweep.address().equals(transfer.found().sender())
        && sweep.treasury().equals(transfer.found().recipient())
        && BigInteger.valueOf(sweep.amount().minor()).equals(transfer.amountMinor());
  }

  /** A sweep stays among the addresses of the platform: it changes no sum. */
  @Override
  public Map<Currency, BigInteger> notBooked(Handle handle) {
    return Map.of();
  }

  @Override
  public Map<Currency, BigInteger> bookedAhead(Handle handle) {
    return Map.of();
  }

  @Override
  public List<String> contradictions(Handle handle) {
    return SweepStore.contradictions(handle);
  }
}
