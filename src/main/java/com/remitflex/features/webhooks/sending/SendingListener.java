package com.remitflex.features.webhooks.sending;

import com.remitflex.core.events.Event;
import com.remitflex.features.webhooks.deliveries.Delivery;
import java.time.Instant;

/** Is notified of attempts; every method returns soon. */
interface SendingListener {
  /** An attempt begins. */
  void started(Delivery delivery, Event event, Instant now);

  /** An attempt has ended. */
  void ended(Attempted attempted);

  /** An attempt is recorded, with what follows from it. */
  void recorded(Attempted attempted, RetryDecision decision, Instant now);
}
