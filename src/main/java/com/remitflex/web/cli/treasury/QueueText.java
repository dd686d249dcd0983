package com.remitflex.web.cli.treasury;

import com.remitflex.features.payments.PaymentService.RailQueue;
import com.remitflex.web.cli.Console;
import java.util.List;

/** The queues of rails as text. */
final class QueueText {
  private QueueText() {}

  static void print(List<RailQueue> queues) {
    if (queues.isEmpty()) {
      Console.print("Payments with a rail: none.");
      return;
    }
    Console.print("Payments with a rail:");
    for (RailQueue queue : queues) {
      Console.print(
          "  %s: %d, of which %d wait and %d are late%s"
              .formatted(
                  queue.rail(),
                  queue.orders(),
                  queue.waiting(),
                  queue.overdue(),
                  queue.reasons().isEmpty() ? "" : " (" + queue.reasonText() + ")"));
    }
  }
}
