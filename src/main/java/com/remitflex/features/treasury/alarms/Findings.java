package com.remitflex.features.treasury.alarms;

import com.remitflex.features.rails.evm.follower.FollowedChain;
import com.remitflex.features.treasury.books.Amounts;
import com.remitflex.features.treasury.books.BookTransfer;
import com.remitflex.features.treasury.books.Holding;
import com.remitflex.features.treasury.proof.CurrencyProof;
import com.remitflex.features.treasury.proof.Proof;
import com.remitflex.features.treasury.proof.ProofTexts;
import com.remitflex.platform.money.Currency;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a proof finds wrong, as alarms. */
public final class Findings {
  private final Function<Currency, List<String>> networks;

  /**
   * Findings.
   *
   * @param networks the networks that have a token of this currency
   */
  public Findings(Function<Currency, List<String>> networks) {
    this.networks = networks;
  }

  /** The findings of a proof, and of the networks whose finality was broken. */
  public List<Finding> of(Proof proof, List<FollowedChain> chains) {
    List<Finding> findings = new ArrayList<>();
    proof.outgoing().stream().map(Findings::outgoing).forEach(findings::add);
    findings.addAll(incoming(proof.incoming()));
    proof.differing().stream().map(Findings::address).forEach(findings::add);
    if (proof.incomplete().isEmpty()) {
      proof.currencies().forEach(one -> currency(one, proof).ifPresent(findings::add));
    }
    chains.forEach(chain -> broken(chain).ifPresent(findings::add));
    return findings;
  }

  private static Finding outgoing(BookTransfer transfer) {
    return new Finding(
        AlarmKind.UNEXPLAINED_OUTGOING,
        transfer.network(),
        transfer.transactionHash() + " #" + transfer.id().logIndex(),
        ProofTexts.unmatchedOutgoing(transfer),
        transfer.amountMinor(),
        List.of(transfer.network()));
  }

  /** One alarm per network: strangers can make any number of them. */
  private static List<Finding> incoming(List<BookTransfer> transfers) {
    Map<String, List<BookTransfer>> byNetwork =
        transfers.stream().collect(Collectors.groupingBy(BookTransfer::network));
    return byNetwork.entrySet().stream()
        .map(one ->
            new Finding(
                AlarmKind.UNEXPLAINED_INCOMING,
                one.getKey(),
                "",
                one.getValue().size() == 1
                    ? ProofTexts.unmatchedIncoming(one.getValue().getFirst())
                    : one.getValue().size()
                        + " unexplained incoming transfers, the first of them: "
                        + one.getValue().getFirst().sentence(),
                BigInteger.valueOf(one.getValue().size()),
                List.of(one.getKey())))
        .toList();
  }

  private static Finding address(Holding holding) {
    boolean isShort = holding.unexplainedMinor().signum() < 0;
    return new Finding(
        isShort ? AlarmKind.ADDRESS_SHORT : AlarmKind.ADDRESS_SURPLUS,
        holding.place().network(),
        holding.place().address() + " " + holding.currency(),
        ProofTexts.unexplained(holding),
        holding.unexplainedMinor().abs(),
        List.of(holding.place().network()));
  }

  /** What no transfer and no address explains concerns every network of the currency. */
  private Optional<Finding> currency(CurrencyProof one, Proof proof) {
    BigInteger rest =
        one.difference()
            .subtract(sum(proof.incoming(), one.currency()))
            .add(sum(proof.outgoing(), one.currency()))
            .subtract(
                proof.differing().stream()
                    .filter(holding -> holding.currency() == one.currency())
                    .map(Holding::unexplainedMinor)
                    .reduce(BigInteger.ZERO, BigInteger::add));
    if (rest.signum() == 0) {
      return Optional.empty();
    }
    boolean isShort = rest.signum() < 0;
    return Optional.of(
        new Finding(
            isShort ? AlarmKind.SHORTFALL : AlarmKind.SURPLUS,
            one.currency().name(),
            "",
            Amounts.text(one.currency(), rest.abs())
                + (isShort
                    ? " are booked that the chains do not have"
                    : " are on the chains that are not booked"),
            rest.abs(),
            networks.apply(one.currency())));
  }

  /** One that is ours on both sides changes no sum. */
  private static BigInteger sum(List<BookTransfer> transfers, Currency currency) {
    return transfers.stream()
        .filter(one -> one.currency() == currency)
        .filter(one -> one.isIncoming() != one.isOutgoing())
        .map(BookTransfer::amountMinor)
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  private static Optional<Finding> broken(FollowedChain chain) {
    return chain
        .pauseReason()
        .filter(reason -> chain.configured())
        .map(reason ->
            new Finding(
                AlarmKind.FINALITY_BROKEN,
                chain.name(),
                "",
                reason,
                BigInteger.ZERO,
                List.of(chain.name())));
  }
}
