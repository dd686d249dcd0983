package com.remitflex.features.treasury;

import com.remitflex.features.accounts.deposits.DepositService;
import com.remitflex.features.payments.PaymentService;
import com.remitflex.platform.ids.Environment;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Whether the steps of payments are on time, and whether deposits wait for a decision. */
public final class WorkersCheck implements HealthCheck {
  private static final String WORKERS = "Payment workers";
  private static final String DEPOSITS = "Held deposits";

  private final PaymentService payments;
  private final DepositService deposits;

  public WorkersCheck(PaymentService payments, DepositService deposits) {
    this.payments = payments;
    this.deposits = deposits;
  }

  @Override
  public List<HealthItem> items() {
    return List.of(workers(), deposits());
  }

  private HealthItem workers() {
    PaymentService.Backlog backlog = payments.backlog();
    Instant now = Instant.now();
    return backlog.overdue() == 0
        ? HealthItem.ok(WORKERS, "Every step of a payment is on time.", now)
        : HealthItem.problem(
            WORKERS,
            backlog.overdue()
                + " steps are more than a minute late, the oldest by "
                + backlog.oldest().toMinutes()
                + " minutes.",
            now,
            "Check the load of the server and its log for \"are delayed\".");
  }

  private HealthItem deposits() {
    DepositService.Totals totals = deposits.totals();
    long undecided = Stream.of(Environment.values()).mapToLong(totals::undecidedIn).sum();
    Instant now = Instant.now();
    return undecided == 0
        ? HealthItem.ok(DEPOSITS, "None waits for a decision.", now)
        : HealthItem.attention(
            DEPOSITS,
            undecided + (undecided == 1 ? " deposit waits" : " deposits wait") + " for a decision.",
            now,
            "Decide under Held deposits.");
  }
}
