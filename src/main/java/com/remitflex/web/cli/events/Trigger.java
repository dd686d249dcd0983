package com.remitflex.web.cli.events;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How one type of event is caused.
 *
 * @param maxWait how long it may take until the event is there
 */
record Trigger(Action action, Duration maxWait) {
  private static final Duration SOON = Duration.ofSeconds(60);

  /** A review that nobody decides ends after a minute, unless the server's setting differs. */
  private static final Duration AFTER_REVIEW = Duration.ofSeconds(150);

  /** Maintenance looks for keys that expire soon once a minute. */
  private static final Duration AFTER_MAINTENANCE = Duration.ofSeconds(150);

  /** Makes it happen; returns the ID of the object that the event will be about. */
  @FunctionalInterface
  interface Action {
    String run(TriggerSteps steps) throws InterruptedException;
  }

  /** The types that can be caused. */
  static final Map<String, Trigger> ALL = all();

  /** Why other types cannot be caused by this command, and what to do instead. */
  static final Map<String, String> IMPOSSIBLE =
      Map.of(
          "compliance.rejected",
          "A person rejects a review. Run ./remitflex trigger compliance.review_required, then"
              + " reject the payment on its page in the Dashboard.",
          "account.verified",
          "This event belongs to live: ./remitflex accounts verify ACCOUNT emits it there.",
          "corridor.status_changed",
          "An operator changes the status of a corridor, in the operator console.",
          "webhook.test",
          "It belongs to one endpoint: use POST /v1/webhook-endpoints/{id}/test, or the endpoint's"
              + " page in the Dashboard.");

  private static Map<String, Trigger> all() {
    Map<String, Trigger> all = new LinkedHashMap<>();
    for (String step : new String[] {"created", "processing", "settled", "delivered"}) {
      all.put("payment." + step, new Trigger(steps -> steps.pay("100"), SOON));
    }
    all.put("payment.failed", new Trigger(steps -> steps.pay("100.01"), SOON));
    all.put("payment.cancelled", new Trigger(TriggerSteps::cancel, SOON));
    all.put("payment.returned", new Trigger(steps -> steps.pay("100.04"), SOON));
    for (String step : new String[] {"processing", "settled", "delivered"}) {
      all.put("offramp." + step, new Trigger(steps -> steps.payOut("100"), SOON));
    }
    all.put("offramp.failed", new Trigger(steps -> steps.payOut("100.01"), SOON));
    all.put("offramp.returned", new Trigger(steps -> steps.payOut("100.04"), SOON));
    all.put("conversion.completed", new Trigger(TriggerSteps::convert, SOON));
    all.put("compliance.review_required", new Trigger(steps -> steps.pay("100.03"), SOON));
    all.put("compliance.approved", new Trigger(steps -> steps.pay("100.03"), AFTER_REVIEW));
    all.put("deposit.pending", new Trigger(steps -> steps.deposit("25"), SOON));
    all.put("deposit.credited", new Trigger(steps -> steps.deposit("25"), SOON));
    all.put("deposit.dropped", new Trigger(steps -> steps.deposit("25.01"), SOON));
    all.put("deposit.held", new Trigger(steps -> steps.deposit("25.03"), SOON));
    all.put("api_key.created", new Trigger(TriggerSteps::createKey, SOON));
    all.put("api_key.rolled", new Trigger(TriggerSteps::rollKey, SOON));
    all.put("api_key.revoked", new Trigger(TriggerSteps::revokeKey, SOON));
    all.put("api_key.expiring", new Trigger(TriggerSteps::expiringKey, AFTER_MAINTENANCE));
    all.put("api_key.usage_alert", new Trigger(TriggerSteps::useCanary, SOON));
    return all;
  }
}
