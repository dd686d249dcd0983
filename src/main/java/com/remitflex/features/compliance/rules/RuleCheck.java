package com.remitflex.features.compliance.rules;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.features.compliance.reviews.Held;
import com.remitflex.features.corridors.rates.Rates;
import com.remitflex.features.rails.PaymentOrder;
import com.remitflex.features.recipients.Recipient;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Rate;
import java.util.Optional;

/**
 * Compares one order with the rules, on the state of a batch. What a rule counts is read and
 * written in the transaction that starts or holds the payment, and only while such a rule is
 * active.
 */
public final class RuleCheck {
  private final RuleSet rules;
  private final PaymentOrder order;
  private final Rates rates;

  public RuleCheck(RuleSet rules, PaymentOrder order, Rates rates) {
    this.rules = rules;
    this.order = order;
    this.rates = rates;
  }

  /** Adds the rows that the active rules need; without such a rule, none. */
  public void prefetch(ReadSet reads) {
    if (counts()) {
      reads.row(VelocityStore.ROWS, order.head());
    }
    if (knowsReceivers()) {
      KnownReceiver.of(order).ifPresent(key -> reads.row(ReceiverStore.ROWS, key));
    }
  }

  /** The first rule, by name, that holds the order. */
  public Optional<Held> held(State state) {
    if (rules.damage().isPresent()) {
      return Optional.of(
          new Held(
              "rules_changed_outside",
              "The stored review rules were changed outside RemitFlex, so every payment is held."));
    }
    return rules
        .active(environment())
        .filter(rule -> holds(state, rule.condition()))
        .findFirst()
        .map(rule -> new Held(rule.name(), "The rule holds " + rule.condition().text() + "."));
  }

  private boolean holds(State state, Condition condition) {
    return switch (condition) {
      case Condition.Amount(long above) -> cents(state) > above;
      case Condition.Velocity limit -> counted(state).exceeds(limit);
      case Condition.NewRecipient(long above) -> cents(state) > above && isNewReceiver(state);
      case Condition.Country list ->
          order
              .recipient()
              .map(Recipient::bankCountry)
              .filter(list.countries()::contains)
              .isPresent();
    };
  }

  /** Writes what the rules count: the payment, and its receiver once it is not held. */
  public void record(State state, Effects effects, boolean isHeld) {
    if (counts() && counted(state).authentic()) {
      effects.save(VelocityStore.ROWS, order.head(), counted(state));
    }
    if (knowsReceivers() && !isHeld && isNewReceiver(state)) {
      KnownReceiver.of(order)
          .ifPresent(key ->
              effects.save(ReceiverStore.ROWS, key, new KnownReceiver(key, order.reference())));
    }
  }

  /** Prefetches for {@link #approved}, before the order is known: an insert is enough. */
  public static void prefetchApproval(ReadSet reads, HeadId head) {
    reads.newRow(ReceiverStore.ROWS, new KnownReceiver.Key(head, ""));
  }

  /** After its approval, the receiver of an order is no longer new. */
  public static void approved(Effects effects, PaymentOrder order) {
    KnownReceiver.of(order)
        .ifPresent(key ->
            effects.save(ReceiverStore.ROWS, key, new KnownReceiver(key, order.reference())));
  }

  private Environment environment() {
    return order.head().environment();
  }

  private boolean counts() {
    return rules.hasActive(environment(), one -> one instanceof Condition.Velocity);
  }

  private boolean knowsReceivers() {
    return rules.hasActive(environment(), one -> one instanceof Condition.NewRecipient);
  }

  private boolean isNewReceiver(State state) {
    return KnownReceiver.of(order)
        .filter(
            key -> state.find(ReceiverStore.ROWS, key).filter(KnownReceiver::authentic).isEmpty())
        .isPresent();
  }

  /** The counts with this order. */
  private Velocity counted(State state) {
    return state
        .find(VelocityStore.ROWS, order.head())
        .map(found -> found.at(state.now(order.head())))
        .orElseGet(() -> Velocity.none(order.head(), state.now(order.head())))
        .plus(cents(state));
  }

  /** SERVICE_UNAVAILABLE when a rule needs a rate that is missing or too old: the payment waits. */
  public Optional<ApiError> noRate(State state) {
    return needsWorth() && rate(state) instanceof Result.Rejected<Rate> noRate
        ? Optional.of(noRate.error())
        : Optional.empty();
  }

  private boolean needsWorth() {
    return rules.hasActive(environment(), one -> !(one instanceof Condition.Country));
  }

  private Result<Rate> rate(State state) {
    return rates
        .at(environment(), state.now(order.head()))
        .worth(order.amount().currency(), Currency.USD);
  }

  private long cents(State state) {
    return order.amount().convertUp(rate(state).orElseThrow(), Currency.USD).minor();
  }
}
