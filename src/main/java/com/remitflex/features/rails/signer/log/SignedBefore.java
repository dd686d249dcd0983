package com.remitflex.features.rails.signer.log;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.signer.authorization.Authorization;
import com.remitflex.features.rails.signer.log.LogEntry.Authorized;
import com.remitflex.features.rails.signer.log.LogEntry.Relayed;
import com.remitflex.features.recipients.wallets.EvmAddress;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What the log contains, by nonce and by day. One thread at a time uses it. */
public final class SignedBefore {
  /** A nonce of a relayer's account. */
  private record AccountNonce(long chainId, EvmAddress relayer, long nonce) {}

  private final Map<Bytes32, Authorization.Transfer> transfers = new HashMap<>();
  private final Map<Bytes32, Authorization.Cancel> cancellations = new HashMap<>();
  private final Map<AccountNonce, Relayed> relays = new HashMap<>();
  private final Map<String, BigInteger> totals = new HashMap<>();
  private LocalDate lastDay = LocalDate.MIN;
  private long entries;

  void add(LogEntry entry) {
    entries++;
    if (entry.day().isAfter(lastDay)) {
      lastDay = entry.day();
      totals.clear();
    }
    switch (entry.subject()) {
      case Authorized(Authorization.Transfer transfer) -> transfers.put(transfer.nonce(), transfer);
      case Authorized(Authorization.Cancel cancel) -> cancellations.put(cancel.nonce(), cancel);
      case Relayed relayed ->
          relays.merge(
              new AccountNonce(relayed.chainId(), relayed.relayer(), relayed.accountNonce()),
              relayed,
              SignedBefore::newer);
    }
    entry
        .counted()
        .ifPresent(counted -> totals.merge(counted.total(), counted.amount(), BigInteger::add));
  }

  /** Number of entries. */
  public long entries() {
    return entries;
  }

  /** The newest authorisation with this nonce. */
  public Optional<Authorization.Transfer> transfer(Bytes32 nonce) {
    return Optional.ofNullable(transfers.get(nonce));
  }

  /** The cancellation of this nonce. */
  public Optional<Authorization.Cancel> cancellation(Bytes32 nonce) {
    return Optional.ofNullable(cancellations.get(nonce));
  }

  /** The newer transaction, with the highest cost of the two. */
  private static Relayed newer(Relayed before, Relayed after) {
    return new Relayed(
        after.chainId(),
        after.relayer(),
        after.accountNonce(),
        after.to(),
        before.maxCostWei().max(after.maxCostWei()),
        after.hash());
  }

  /** The newest transaction with this nonce, with the highest cost of all of them. */
  public Optional<Relayed> relay(long chainId, EvmAddress relayer, long nonce) {
    return Optional.ofNullable(relays.get(new AccountNonce(chainId, relayer, nonce)));
  }

  /** The day to which a signature counts: a clock that is set back does not begin a day again. */
  public LocalDate day(Instant now) {
    LocalDate day = LogEntry.day(now);
    return day.isBefore(lastDay) ? lastDay : day;
  }

  /** Whether the clock is on an earlier day than the last entry. */
  public boolean isClockBehind(Instant now) {
    return LogEntry.day(now).isBefore(lastDay);
  }

  /** What the entries of a day have added to a total. */
  public BigInteger total(LocalDate day, LogEntry.Counted like) {
    return day.equals(lastDay)
        ? totals.getOrDefault(like.total(), BigInteger.ZERO)
        : BigInteger.ZERO;
  }
}
