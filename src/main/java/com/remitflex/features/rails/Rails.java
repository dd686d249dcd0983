package com.remitflex.features.rails;

import com.remitflex.features.recipients.wallets.Wallet;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Money;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rails of this server: the sandbox's, and those that are configured for live payments. */
public final class Rails {
  /** The queue of live payments to banks. */
  private static final String BANKS = "banks";

  private final Rail sandbox;

  /** The live rails by their names; the name of a rail to wallets is that of its network. */
  private final Map<String, Rail> live;

  public Rails(Rail sandbox, List<Rail> live) {
    this.sandbox = new TracedRail(sandbox);
    this.live =
        live.stream()
            .<Rail>map(TracedRail::new)
            .collect(Collectors.toUnmodifiableMap(Rail::name, Function.identity()));
  }

  /** Every rail, each with a queue of its own. */
  public List<Rail> all() {
    return Stream.concat(Stream.of(sandbox), live.values().stream()).toList();
  }

  /** The names of the live rails; those to wallets have the names of their networks. */
  public Set<String> liveNames() {
    return live.keySet();
  }

  /** The number of confirmations after which a transaction on a network is final; 0 if unknown. */
  public long finalAfter(Environment environment, String network) {
    return switch (environment) {
      case SANDBOX -> sandbox.finalAfter();
      case LIVE -> Optional.ofNullable(live.get(network)).map(Rail::finalAfter).orElse(0L);
    };
  }

  /** Why the order is rejected before anything is debited; pure, without I/O. */
  public Optional<ApiError> rejection(PaymentOrder order) {
    return find(order)
        .map(rail -> rail.rejection(order))
        .orElseGet(() -> Optional.of(notConfigured(order.wallet(), order.corridor())));
  }

  /** What the rail charges for the order, in the currency that arrives; pure, without I/O. */
  public Optional<Money> fee(PaymentOrder order) {
    return find(order).flatMap(rail -> rail.fee(order));
  }

  /**
   * The place of the order in the queue of its rail. It does not depend on whether the rail is
   * configured on this node: without one, the order waits.
   */
  public Submission submission(PaymentOrder order) {
    return new Submission(
        nameFor(order), find(order).map(rail -> rail.firstWorkAfter(order)).orElse(Duration.ZERO));
  }

  private Optional<Rail> find(PaymentOrder order) {
    return find(order.head().environment(), order.wallet());
  }

  private Optional<Rail> find(Environment environment, Optional<Wallet> wallet) {
    return switch (environment) {
      case SANDBOX -> Optional.of(sandbox);
      case LIVE -> Optional.ofNullable(live.get(liveName(wallet)));
    };
  }

  private String nameFor(PaymentOrder order) {
    return order.head().environment() == Environment.SANDBOX
        ? sandbox.name()
        : liveName(order.wallet());
  }

  private static String liveName(Optional<Wallet> wallet) {
    return wallet.map(Wallet::network).orElse(BANKS);
  }

  /**
   * RAIL_NOT_CONFIGURED, if there is no rail for such an order, whatever its amount; pure, without
   * I/O.
   *
   * @param corridor its ID, or {@link PaymentOrder#OFF_RAMP}
   */
  public Optional<ApiError> missing(
      Environment environment, Optional<Wallet> wallet, String corridor) {
    return find(environment, wallet).isPresent()
        ? Optional.empty()
        : Optional.of(notConfigured(wallet, corridor));
  }

  private static ApiError notConfigured(Optional<Wallet> wallet, String corridor) {
    String place = wallet.map(one -> "to wallets on " + one.network()).orElse("on " + corridor);
    String what = corridor.equals(PaymentOrder.OFF_RAMP) ? "off-ramps" : "payments " + place;
    return ApiError.of(
        ErrorCode.RAIL_NOT_CONFIGURED,
        "No rail is configured for live " + what + ". Nothing was debited.");
  }
}
