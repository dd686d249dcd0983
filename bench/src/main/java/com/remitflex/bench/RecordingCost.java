package com.remitflex.bench;

import com.remitflex.bench.RecordLoad.Kind;
import com.remitflex.platform.access.KeyOwner;
import com.remitflex.platform.ids.Environment;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient.Version;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The processor time that the record of a request takes, in a process like the server and in
 * PostgreSQL: the same requests at the same rate, with the record and without it, in turn.
 */
final class RecordingCost implements AutoCloseable {
  private static final int WARM_UP_SECONDS = 10;

  private final Sql sql;
  private final KeyOwner owner;
  private final RecordProcess process;
  private final int seconds;

  private RecordingCost(Sql sql, KeyOwner owner, RecordProcess process, int seconds) {
    this.sql = sql;
    this.owner = owner;
    this.process = process;
    this.seconds = seconds;
  }

  /**
   * A measurement of requests like those of the newest key.
   *
   * @param secret of the newest key, which makes a payment
   * @param seconds length of each run
   */
  static RecordingCost of(Product product, Sql sql, String secret, int seconds) {
    String response = pay(product.port(), secret);
    KeyOwner owner = newestKey(sql);
    return new RecordingCost(sql, owner, RecordProcess.start(product, owner, response), seconds);
  }

  private static KeyOwner newestKey(Sql sql) {
    String newest = " FROM api_key ORDER BY created_at DESC, number DESC LIMIT 1";
    String id = sql.text("SELECT id" + newest);
    return new KeyOwner(id, sql.text("SELECT account_id" + newest), Environment.SANDBOX);
  }

  /** Makes a payment; the body of the response. */
  private static String pay(int port, String secret) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/payments"))
            .header("Authorization", "Bearer " + secret)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", "bench")
            .POST(BodyPublishers.ofString(Load.PAYMENT))
            .build();
    try (HttpClient client = HttpClient.newBuilder().version(Version.HTTP_1_1).build()) {
      return client.send(request, BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new BenchException("The server does not answer: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  KeyOwner owner() {
    return owner;
  }

  void warmUp() {
    for (Kind kind : Kind.values()) {
      process.run(kind, true, WARM_UP_SECONDS);
    }
  }

  /** One round: what the record of each kind costs. */
  Map<Kind, Cost> round() {
    Map<Kind, Cost> costs = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      Cost without = run(kind, false);
      costs.put(kind, run(kind, true).minus(without));
    }
    return costs;
  }

  private Cost run(Kind kind, boolean isRecorded) {
    CpuTime before = CpuTime.now(process.pid(), sql);
    process.run(kind, isRecorded, seconds);
    CpuTime after = CpuTime.now(process.pid(), sql);
    return Cost.withoutVacuum(before, after, RecordLoad.requests(seconds));
  }

  /** What a whole payment costs, with its record, in the server and in PostgreSQL. */
  static Cost payment(Product product, Sql sql, List<String> secrets, int seconds) {
    String count = "SELECT count(*) FROM payment";
    long paid = Long.parseLong(sql.text(count));
    CpuTime before = CpuTime.now(product.pid(), sql);
    new Load(product.port(), 128).run(secrets, seconds);
    // The record of the last payments is written a moment later.
    Pause.nanos(RecordLoad.REST.toNanos());
    CpuTime after = CpuTime.now(product.pid(), sql);
    return Cost.withoutVacuum(before, after, Long.parseLong(sql.text(count)) - paid);
  }

  @Override
  public void close() {
    process.close();
  }
}
