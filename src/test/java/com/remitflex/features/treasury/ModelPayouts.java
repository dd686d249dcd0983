package com.remitflex.features.treasury;

import com.remitflex.features.rails.evm.follower.TransferId;
import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.features.treasury.books.BookTransfer;
import com.remitflex.features.treasury.matching.KnownTransfers;
import com.remitflex.features.treasury.matching.TransferKind;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.math.BigInteger;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The payouts of the model, by their nonces. */
final class ModelPayouts implements KnownTransfers {
  private record Payout(
      String id,
      String network,
      EvmAddress token,
      EvmAddress from,
      EvmAddress to,
      Money amount,
      boolean isBooked) {
    Payout booked() {
      return new Payout(id, network, token, from, to, amount, true);
    }
  }

  private final Map<Bytes32, Payout> payouts = new HashMap<>();

  void add(
      Bytes32 nonce,
      String id,
      String network,
      EvmAddress token,
      EvmAddress from,
      EvmAddress to,
      Money amount,
      boolean isBooked) {
    payouts.put(nonce, new Payout(id, network, token, from, to, amount, isBooked));
  }

  /** Books those that are not booked yet; answers their amounts. */
  List<Money> late() {
    List<Money> late =
        payouts.values().stream().filter(one -> !one.isBooked()).map(Payout::amount).toList();
    payouts.replaceAll((nonce, one) -> one.booked());
    return late;
  }

  @Override
  public TransferKind kind() {
    return TransferKind.PAYOUT;
  }

  @Override
  public Map<TransferId, String> subjects(Handle handle, List<BookTransfer> transfers) {
    Map<TransferId, String> found = new HashMap<>();
    for (BookTransfer transfer : transfers) {
      transfer.nonces().stream()
          .flatMap(nonce -> Optional.ofNullable(payouts.get(nonce)).stream())
          .filter(one ->
              one.network().equals(transfer.network())
                  && one.token().equals(transfer.found().token())
                  && one.from().equals(transfer.found().sender())
                  && one.to().equals(transfer.found().recipient())
                  && BigInteger.valueOf(one.amount().minor()).equals(transfer.amountMinor()))
          .forEach(one -> found.put(transfer.id(), one.id()));
    }
    return found;
  }

  @Override
  public Map<Currency, BigInteger> notBooked(Handle handle) {
    Map<Currency, BigInteger> sums = new EnumMap<>(Currency.class);
    payouts.values().stream()
        .filter(one -> !one.isBooked())
        .forEach(one ->
            sums.merge(
                one.amount().currency(),
                BigInteger.valueOf(one.amount().minor()),
                BigInteger::add));
    return sums;
  }

  @Override
  public Map<Currency, BigInteger> bookedAhead(Handle handle) {
    return Map.of();
  }

  @Override
  public List<String> contradictions(Handle handle) {
    return List.of();
  }
}
