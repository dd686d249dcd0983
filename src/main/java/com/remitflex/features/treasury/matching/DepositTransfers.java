package com.remitflex.features.treasury.matching;

import com.remitflex.features.rails.evm.follower.TransferId;
import com.remitflex.features.treasury.books.BookTransfer;
import com.remitflex.platform.money.Currency;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The live deposits: each is one transfer to an address of its account. */
public final class DepositTransfers implements KnownTransfers {
  @Override
  public TransferKind kind() {
    return TransferKind.DEPOSIT;
  }

  @Override
  public Map<TransferId, String> subjects(Handle handle, List<BookTransfer> transfers) {
    return DepositMatchStore.subjects(
        handle, transfers.stream().filter(BookTransfer::isIncoming).toList());
  }

  /**
   * Those of these transfers that belong to a deposit already, although they were examined before
   * it existed: the sums of this class count them as its transfers.
   */
  public Set<TransferId> explained(Handle handle, List<BookTransfer> transfers) {
    return subjects(handle, transfers).entrySet().stream()
        .filter(one -> !DepositMatchStore.isTaken(handle, one.getValue()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  @Override
  public Map<Currency, BigInteger> notBooked(Handle handle) {
    return DepositMatchStore.notCredited(handle);
  }

  @Override
  public Map<Currency, BigInteger> bookedAhead(Handle handle) {
    return DepositMatchStore.creditedAhead(handle);
  }

  @Override
  public List<String> contradictions(Handle handle) {
    return DepositMatchStore.contradictions(handle);
  }
}
