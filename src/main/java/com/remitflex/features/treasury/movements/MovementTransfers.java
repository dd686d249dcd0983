package com.remitflex.features.treasury.movements;

import com.remitflex.features.rails.evm.follower.TransferId;
import com.remitflex.features.treasury.books.BookTransfer;
import com.remitflex.features.treasury.matching.KnownTransfers;
import com.remitflex.features.treasury.matching.TransferKind;
import com.remitflex.platform.money.Currency;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** The movements that an operator has recorded. */
public final class MovementTransfers implements KnownTransfers {
  @Override
  public TransferKind kind() {
    return TransferKind.MOVEMENT;
  }

  @Override
  public Map<TransferId, String> subjects(Handle handle, List<BookTransfer> transfers) {
    Map<TransferId, String> found = new HashMap<>();
    Set<String> taken = MovementStore.inBooks(handle);
    List<Movement> free =
        new ArrayList<>(
            MovementStore.all(handle).stream()
                .filter(one -> one.authentic() && one.needsTransfer() && !taken.contains(one.id()))
                .toList());
    for (BookTransfer transfer : transfers) {
      Optional<Movement> own = free.stream().filter(one -> isOf(one, transfer)).findFirst();
      own.ifPresent(movement -> {
        free.remove(movement);
        found.put(transfer.id(), movement.id());
      });
    }
    return found;
  }

  static boolean isOf(Movement movement, BookTransfer transfer) {
    return movement.network().equals(transfer.network())
        && movement.transactionHash().equals(transfer.transactionHash())
        && movement.token().equals(transfer.found().token().text())
        && movement.sender().equals(transfer.found().sender().text())
        && movement.recipient().equals(transfer.found().recipient().text())
        && movement.amountMinor().equals(transfer.amountMinor());
  }

  /** A movement counts together with its transfer, so there is nothing in between. */
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
    List<String> found = new ArrayList<>();
    List<Movement> all = MovementStore.all(handle);
    all.stream()
        .filter(one -> !one.authentic())
        .map(one ->
            one.id()
                + ": the row was changed or created outside RemitFlex; the movement does not count")
        .forEach(found::add);
    Set<String> known = new java.util.HashSet<>();
    all.forEach(one -> known.add(one.id()));
    MovementStore.inBooks(handle).stream()
        .filter(id -> !known.contains(id))
        .map(id -> id + ": a recorded transfer belongs to this movement, which is missing")
        .forEach(found::add);
    return found;
  }
}
