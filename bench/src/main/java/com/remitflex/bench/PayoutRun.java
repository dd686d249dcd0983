package com.remitflex.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.remitflex.Storage;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.accounts.AccountOpening;
import com.remitflex.features.apikeys.lifecycle.NewKey;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Payouts of one account with a number of relayers: alone, and many at a time. */
final class PayoutRun {
  private static final int FEW = 5;
  private static final int CLIENTS = 8;
  private static final long MAX_WAIT_SECONDS = 600;

  /** What a payment of 1 USDC costs at most, with its fee. */
  private static final long COST_MINOR = 1_100_000;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Product product;
  private final BenchChain chain;
  private final Sql sql;
  private final HttpClient http = HttpClient.newHttpClient();
  private final String key;

  private PayoutRun(Product product, BenchChain chain, Sql sql) {
    this.product = product;
    this.chain = chain;
    this.sql = sql;
    this.key = key();
  }

  /**
   * What was measured.
   *
   * @param alone milliseconds from created to settled, one payment after the other
   * @param together the same of payments that were all created at once
   * @param creation seconds until all of them were created
   * @param stages where their time went, medians
   * @param slowest the same, p99
   * @param serverMillis processor time of the server per payout
   * @param postgresMillis processor time of its PostgreSQL per payout
   * @param gas of a payout
   * @param plainGas of a transfer that someone with tokens and gas sends himself
   */
  record Measured(
      int relayers,
      double perMinute,
      Latencies alone,
      Latencies together,
      double creation,
      Stages stages,
      Stages slowest,
      double serverMillis,
      double postgresMillis,
      long gas,
      long plainGas) {}

  /**
   * The time that payouts spend in each stage, in seconds: medians, or p99.
   *
   * @param rail from created to claimed by the rail
   * @param relay until a relayer has the authorisation
   * @param signed until the first transaction is signed
   * @param settled until the payment is settled
   */
  record Stages(double rail, double relay, double signed, double settled) {}

  static Measured measure(int relayers, int payments, Path directory, Progress progress) {
    try (BenchChain chain = BenchChain.start(directory, relayers);
        Product product = Product.startWithChain(chain.settings());
        Sql sql = Sql.open(PgAddress.of(product.databaseUrl()))) {
      Measured measured = new PayoutRun(product, chain, sql).run(relayers, payments, progress);
      progress.keep(product.doctor().strip());
      return measured;
    }
  }

  private Measured run(int relayers, int payments, Progress progress) {
    fund(payments + FEW + 1);
    pay();
    awaitSettled(1, progress);
    for (int i = 0; i < FEW; i++) {
      pay();
      awaitSettled(i + 2, progress);
    }
    Latencies alone = latencies(FEW);
    CpuTime before = CpuTime.now(product.pid(), sql);
    long began = System.nanoTime();
    payTogether(payments);
    double creation = (System.nanoTime() - began) / 1e9;
    awaitSettled(1 + FEW + payments, progress);
    double minutes = (System.nanoTime() - began) / 60e9;
    CpuTime after = CpuTime.now(product.pid(), sql);
    long plain = chain.gasUsed(chain.send(wallet(), 1_000_000).text());
    return new Measured(
        relayers,
        payments / minutes,
        alone,
        latencies(payments),
        creation,
        stages(0.5, payments),
        stages(0.99, payments),
        (double) after.server().minus(before.server()).toMillis() / payments,
        (double) after.postgres().since(before.postgres()).toMillis() / payments,
        gas(),
        plain);
  }

  /** By several clients, so that the rate of one does not limit what is measured. */
  private void payTogether(int payments) {
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < payments; i++) {
        all.add(clients.submit(this::pay));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } catch (InterruptedException | ExecutionException e) {
      throw new BenchException("The payments could not be created: " + e, e);
    }
  }

  /** Of the newest payments. */
  private Stages stages(double part, int count) {
    return new Stages(
        seconds(part, "o.created_at - p.created_at", count),
        seconds(part, "r.created_at - o.created_at", count),
        seconds(part, "t.signed_at - r.created_at", count),
        seconds(part, "p.updated_at - t.signed_at", count));
  }

  private double seconds(double part, String interval, int count) {
    return Double.parseDouble(
        sql.text(
            "SELECT round(percentile_cont("
                + part
                + ") WITHIN GROUP (ORDER BY extract(epoch FROM "
                + interval
                + "))::numeric, 2)::text FROM (SELECT * FROM payment WHERE "
                + SETTLED
                + " ORDER BY created_at DESC LIMIT "
                + count
                + ") p JOIN payout o ON o.payment_id = p.id JOIN relay r ON r.subject = p.id"
                + " JOIN LATERAL (SELECT min(signed_at) AS signed_at FROM relay_transaction x"
                + " WHERE x.reference = r.reference) t ON true"));
  }

  private String key() {
    try (Storage storage = Tenants.join(product)) {
      String account = new AccountOpening(storage.database(), storage.trail()).open("Bench").id();
      sql.execute("UPDATE account SET verification = 'kyb' WHERE id = '" + account + "'");
      return Tenants.withKeys(
          storage,
          keys ->
              keys.create(new HeadId(account, Environment.LIVE), NewKey.of(Scope.WRITE, "bench"))
                  .orElseThrow()
                  .secret());
    }
  }

  /** By a real deposit, for a number of payments. */
  private void fund(int payments) {
    String address =
        call("POST", "/v1/deposit-addresses", "{\"network\": \"demo\"}").path("address").asText();
    chain.send(EvmAddress.parse(address).orElseThrow(), payments * COST_MINOR);
    long end = System.nanoTime() + 60_000_000_000L;
    while (call("GET", "/v1/balances", "").path("data").isEmpty()) {
      if (System.nanoTime() > end) {
        throw new BenchException("The deposit was not credited:\n" + product.logText());
      }
      Pause.millis(200);
    }
  }

  private static EvmAddress wallet() {
    byte[] bytes = new byte[20];
    RANDOM.nextBytes(bytes);
    return EvmAddress.of(bytes);
  }

  private void pay() {
    call(
        "POST",
        "/v1/payments",
        "{\"amount\": 1, \"currency\": \"USDC\", \"recipient\": {\"wallet\": {\"network\":"
            + " \"demo\", \"address\": \""
            + wallet()
            + "\"}}}");
  }

  private JsonNode call(String method, String path, String body) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + product.port() + path))
              .header("Authorization", "Bearer " + key)
              .header("Content-Type", "application/json")
              .header("Idempotency-Key", UUID.randomUUID().toString())
              .method(method, HttpRequest.BodyPublishers.ofString(body))
              .build();
      var response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() >= 300) {
        throw new BenchException("The server responded: " + response.body());
      }
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new BenchException("The server does not respond: " + e, e);
    } catch (InterruptedException e) {
      throw new BenchException("interrupted", e);
    }
  }

  private void awaitSettled(int number, Progress progress) {
    long end = System.nanoTime() + MAX_WAIT_SECONDS * 1_000_000_000L;
    long settled = 0;
    long shown = -1;
    while (settled < number) {
      if (System.nanoTime() > end) {
        throw new BenchException(settled + " of " + number + " payouts were settled in time.");
      }
      Pause.millis(100);
      settled = Long.parseLong(sql.text("SELECT count(*) FROM payment WHERE " + SETTLED));
      if (settled != shown) {
        progress.show(settled + " of " + number + " payouts settled");
        shown = settled;
      }
    }
  }

  private static final String SETTLED =
      "environment = 'live' AND status IN ('settled', 'delivered')";

  /** Of the newest payments. */
  private Latencies latencies(int count) {
    String all =
        sql.text(
            "SELECT string_agg(millis::text, ' ') FROM (SELECT round(extract(epoch FROM"
                + " updated_at - created_at) * 1000) AS millis FROM payment WHERE "
                + SETTLED
                + " ORDER BY created_at DESC LIMIT "
                + count
                + ") newest");
    List<Double> millis = new ArrayList<>();
    Arrays.stream(all.split(" ")).map(Double::valueOf).forEach(millis::add);
    return new Latencies(millis);
  }

  private long gas() {
    return chain.gasUsed(
        sql.text(
            "SELECT transaction_hash FROM payout WHERE step = 'settled' ORDER BY created_at DESC"
                + " LIMIT 1"));
  }
}
