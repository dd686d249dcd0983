package com.remitflex.bench;

import com.remitflex.bench.RecordLoad.Kind;
import com.remitflex.platform.access.KeyOwner;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The processor time of a request's record, compared with that of a whole payment. */
final class RecordScenario implements Scenario {
  private static final int WARM_UP_SECONDS = 10;
  private static final double MAX_PERCENT = 8;
  private static final double MAX_READ_MICROS = 15;

  private final Product product;
  private final Sql sql;
  private final int seconds;
  private final String secret;
  private final RecordingCost cost;
  private final List<Cost> payments = new ArrayList<>();
  private final Map<Kind, List<Cost>> costs = new EnumMap<>(Kind.class);

  /** Starts a process that records requests, on the server's database. */
  RecordScenario(Product product, Sql sql, int seconds) {
    this.product = product;
    this.sql = sql;
    this.seconds = seconds;
    secret = Tenants.open(product, 1).getFirst();
    cost = RecordingCost.of(product, sql, secret, seconds);
  }

  @Override
  public String title() {
    return "record of a request";
  }

  String secret() {
    return secret;
  }

  KeyOwner owner() {
    return cost.owner();
  }

  @Override
  public void warmUp() {
    RecordingCost.payment(product, sql, List.of(secret), WARM_UP_SECONDS);
    cost.warmUp();
  }

  @Override
  public void round() {
    payments.add(RecordingCost.payment(product, sql, List.of(secret), seconds));
    cost.round()
        .forEach((kind, one) -> costs.computeIfAbsent(kind, first -> new ArrayList<>()).add(one));
  }

  private Cost median(Kind kind) {
    return Cost.median(costs.getOrDefault(kind, List.of()));
  }

  @Override
  public List<Finding> findings() {
    Cost read = median(Kind.READ);
    Cost write = median(Kind.PAYMENT);
    Cost payment = Cost.median(payments);
    double percent = 100 * write.total() / payment.total();
    return List.of(
        new Finding(
            title() + ", a payment",
            "%.1f µs of processor time".formatted(write.total()),
            "a whole payment: %.0f µs".formatted(payment.total()),
            "%.1f%%".formatted(percent),
            Reach.atMost(percent, MAX_PERCENT, "%"),
            write.toString()),
        new Finding(
            title() + ", a read",
            "%.1f µs of processor time".formatted(read.total()),
            "",
            "",
            Reach.atMost(read.total(), MAX_READ_MICROS, "µs"),
            read.toString()));
  }

  @Override
  public String details() {
    return """
        Processor time: the same 5,000 requests per second with their record and without, in turn,
        and the difference; medians, in a process with the options of the server's JVM. Everything
        is included, spool, masking, history, usage and alerts, except autovacuum: it works when it
        is due.
        A whole payment is one of 128 clients over HTTP, with its record.
        """;
  }

  @Override
  public void close() {
    cost.close();
  }
}
