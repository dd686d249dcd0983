package com.remitflex.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The processor time of quotes, conversions and off-ramps, compared with that of a payment. */
final class ExchangeScenario implements Scenario {
  private static final double MAX_RATIO = 1.3;
  private static final int WARM_UP_TIMES = 3;
  private static final Pattern QUOTE_ID = Pattern.compile("qt_[0-9A-Z]{26}");

  private static final String BANK_ACCOUNT =
      "{\"account_holder_name\":\"Example GmbH\","
          + "\"account_number\":\"DE89370400440532013000\",\"bank_name\":\"Commerzbank\","
          + "\"bank_country\":\"DE\"}";

  /** The requests, in the order of a round: an execution uses a quote that was just requested. */
  private enum Kind {
    PAYMENT("payment", "/v1/payments", Load.PAYMENT),
    QUOTE(
        "quote",
        "/v1/conversions/quote",
        "{\"from_currency\":\"USDC\",\"to_currency\":\"EUR\",\"amount\":25}"),
    CONVERSION(
        "conversion",
        "/v1/conversions/execute",
        "{\"quote_id\":\"qt_00000000000000000000000000\"}"),
    OFF_RAMP(
        "off-ramp",
        "/v1/off-ramps",
        "{\"amount\":25,\"source_currency\":\"USDC\",\"destination_currency\":\"EUR\","
            + "\"bank_account\":"
            + BANK_ACCOUNT
            + ",\"reference\":\"Invoice 2041\"}");

    private final String title;
    private final String path;
    private final String body;

    Kind(String title, String path, String body) {
      this.title = title;
      this.path = path;
      this.body = body;
    }
  }

  private final Product product;
  private final Sql sql;
  private final int clients;
  private final int requests;
  private final String key;
  private final ConcurrentLinkedQueue<String> quotes = new ConcurrentLinkedQueue<>();
  private final Map<Kind, List<Cost>> costs = new EnumMap<>(Kind.class);

  /**
   * The scenario on this server.
   *
   * @param requests of each kind per round
   */
  ExchangeScenario(Product product, Sql sql, int clients, int requests) {
    this.product = product;
    this.sql = sql;
    this.clients = clients;
    this.requests = requests;
    this.key = Tenants.open(product, 1).getFirst();
    for (Kind kind : Kind.values()) {
      costs.put(kind, new ArrayList<>());
    }
  }

  @Override
  public String title() {
    return "quotes, conversions and off-ramps";
  }

  @Override
  public void warmUp() {
    for (int i = 0; i < WARM_UP_TIMES; i++) {
      for (Kind kind : Kind.values()) {
        send(kind);
      }
    }
  }

  @Override
  public void round() {
    for (Kind kind : Kind.values()) {
      // Each run starts with an empty log, and so writes its own full pages.
      sql.execute("CHECKPOINT");
      CpuTime before = CpuTime.now(product.pid(), sql);
      send(kind);
      costs.get(kind).add(Cost.of(before, CpuTime.now(product.pid(), sql), requests));
    }
  }

  /** Sends all requests of a kind, on several connections. */
  private void send(Kind kind) {
    AtomicInteger left = new AtomicInteger(requests);
    AtomicReference<RuntimeException> failure = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      threads.add(
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    try {
                      send(kind, left);
                    } catch (RuntimeException e) {
                      failure.compareAndSet(null, e);
                    }
                  }));
    }
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new BenchException("interrupted", e);
      }
    }
    if (failure.get() != null) {
      throw failure.get();
    }
  }

  private void send(Kind kind, AtomicInteger left) {
    try (HttpConnection connection = HttpConnection.open(product.port())) {
      while (left.getAndDecrement() > 0) {
        JsonRequest request = new JsonRequest(kind.path, key, body(kind));
        while (!connection.send(request.bytes(), 201)) {
          Pause.nanos(connection.retryAfterSeconds() * 1_000_000_000L);
        }
        if (kind == Kind.QUOTE) {
          Matcher id = QUOTE_ID.matcher(connection.text());
          if (!id.find()) {
            throw new BenchException("A quote has no ID.");
          }
          quotes.add(id.group());
        }
      }
    }
  }

  private String body(Kind kind) {
    if (kind != Kind.CONVERSION) {
      return kind.body;
    }
    String quote = quotes.poll();
    if (quote == null) {
      throw new BenchException("There are fewer quotes than conversions.");
    }
    return "{\"quote_id\":\"" + quote + "\"}";
  }

  @Override
  public List<Finding> findings() {
    double payment = total(Kind.PAYMENT);
    List<Finding> findings = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      double ratio = total(kind) / payment;
      findings.add(
          new Finding(
              kind.title,
              "%.0f µs".formatted(total(kind)),
              kind == Kind.PAYMENT ? "" : "payment: %.0f µs".formatted(payment),
              kind == Kind.PAYMENT ? "" : "%.2f".formatted(ratio),
              kind == Kind.PAYMENT ? Reach.NONE : Reach.atMost(ratio, MAX_RATIO, "times"),
              Cost.median(costs.get(kind)).toString()));
    }
    return findings;
  }

  private double total(Kind kind) {
    return Cost.median(costs.get(kind)).total();
  }
}
