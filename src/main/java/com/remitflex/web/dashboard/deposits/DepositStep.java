package com.remitflex.web.dashboard.deposits;

import com.remitflex.core.events.Event;
import com.remitflex.web.dashboard.site.Labels;
import java.time.Instant;

/**
 * One entry of a deposit's timeline.
 *
 * @param tone the colour of its dot: success, warning, danger, or empty
 */
public record DepositStep(String label, String tone, Instant at) {
  static DepositStep of(Event event) {
    String status = event.type().substring(event.type().indexOf('.') + 1);
    String tone = Labels.tone(status);
    return new DepositStep(
        Labels.label(status), tone.equals("off") ? "danger" : tone, event.createdAt());
  }
}
