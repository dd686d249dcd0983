package com.remitflex.bench;

import com.remitflex.Storage;
import com.remitflex.features.activity.recording.RequestLog;
import com.remitflex.features.activity.recording.Spool;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.access.KeyOwner;
import com.remitflex.platform.http.api.Exchange;
import com.remitflex.platform.http.api.RequestListener;
import com.remitflex.platform.ids.IdPrefix;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** `history`: what the record of a request costs. */
@Command(
    name = "history",
    mixinStandardHelpOptions = true,
    description = {
      "The processor time of a request's record in the server and in PostgreSQL, how long the"
          + " record occupies the thread of a request, and how fast the records are written in the"
          + " background.",
      "The table goes to standard output and to bench/results/history.md."
    })
final class HistoryCommand implements Callable<Integer> {
  private static final int BATCH = 5_000;
  private static final int BATCHES = 20;
  private static final int WRITTEN = 100_000;
  private static final int READS = 3_000;
  private static final byte[] BODY =
      """
      {"amount":25,"currency":"USDC","recipient":{"name":"Maria Garcia","account_number":\
      "ES9121000418401234567891","bank_code":"CAIXESBBXXX","bank_country":"ES"},"reference":"2041"}
      """
          .getBytes(StandardCharsets.UTF_8);

  @Mixin private Rounds rounds;

  @Override
  public Integer call() {
    rounds.check();
    try (Product product = Product.start();
        Sql sql = Sql.open(PgAddress.of(product.databaseUrl()));
        RecordScenario records = new RecordScenario(product, sql, rounds.seconds())) {
      records.warmUp();
      for (int round = 1; round <= rounds.count(); round++) {
        System.err.println("Round " + round + " of " + rounds.count() + " ...");
        records.round();
      }
      new Report("The record of a request", Machine.facts(sql))
          .add(rounds + ".")
          .add(records.findings())
          .add(records.details())
          .add(threads(product, sql, records))
          .publish("history");
    }
    return 0;
  }

  /** How long the record occupies a thread, and how fast the records are written. */
  private static String threads(Product product, Sql sql, RecordScenario records) {
    try (Storage storage = Tenants.join(product);
        Recording recording = Recording.start(storage.database(), storage.hasher())) {
      return threads(product, sql, records, recording);
    }
  }

  private static String threads(
      Product product, Sql sql, RecordScenario records, Recording recording) {
    List<Double> log = new ArrayList<>();
    List<Double> meter = new ArrayList<>();
    long written = 0;
    for (int round = -3; round < BATCHES; round++) {
      List<Exchange> exchanges = exchanges(records.owner());
      double ofLog = microsEach(recording.log, exchanges);
      double ofMeter = microsEach(recording.meter, exchanges);
      if (round >= 0) {
        log.add(ofLog);
        meter.add(ofMeter);
      }
      written += BATCH;
      awaitWritten(sql, records.owner(), written);
      recording.spool.release();
    }
    double perSecond = written(sql, recording.log, recording.spool, records.owner(), written);
    double request;
    try (Browser client = Browser.withKey(product, records.secret())) {
      request =
          1_000 * Latencies.measure(READS, READS, () -> client.get("/v1/balances")).median();
    }
    return """
        One thread; batches of %,d requests, half of them writes with their bodies. The whole
        request is a read over HTTP, one after the other, with its record.

        | Time of the request's thread | median µs | minimum – maximum | share of a request |
        |---|---:|---:|---:|
        | history: into the spool and the queue | %s |
        | usage: counted | %s |
        | a whole request | %.0f | | |

        In the background, by one thread with COPY: %,.0f records per second.
        """
        .formatted(BATCH, row(log, request), row(meter, request), request, perSecond);
  }

  /** Half of them reads, half writes with their bodies. */
  private static List<Exchange> exchanges(KeyOwner owner) {
    List<Exchange> exchanges = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      boolean write = i % 2 == 0;
      String ip = "192.0.2." + ThreadLocalRandom.current().nextInt(1, 20);
      exchanges.add(
          new Exchange(
              new Client(ip, Optional.of("bench/1.0"), IdPrefix.REQUEST.next()),
              Optional.of(owner),
              Optional.empty(),
              write ? "POST" : "GET",
              "/v1/payments",
              "/v1/payments",
              write ? 201 : 200,
              Optional.empty(),
              1_500,
              write ? Optional.of("idem-" + i) : Optional.empty(),
              Optional.empty(),
              write ? Map.of("host", "localhost", "content-type", "application/json") : Map.of(),
              write ? BODY : new byte[0],
              write ? BODY : new byte[0]));
    }
    return exchanges;
  }

  private static double microsEach(RequestListener listener, List<Exchange> exchanges) {
    long began = System.nanoTime();
    exchanges.forEach(listener::record);
    return (System.nanoTime() - began) / 1e3 / exchanges.size();
  }

  private static void awaitWritten(Sql sql, KeyOwner owner, long many) {
    String count =
        "SELECT count(*) FROM request_log WHERE key_id = '%s' AND user_agent = 'bench/1.0'"
            .formatted(owner.keyId());
    long end = System.nanoTime() + 60_000_000_000L;
    while (Long.parseLong(sql.text(count)) < many) {
      if (System.nanoTime() > end) {
        throw new BenchException("The records are not written.");
      }
      Pause.millis(20);
    }
  }

  /** Records per second, from the first one until all are in the table. */
  private static double written(
      Sql sql, RequestLog log, Spool spool, KeyOwner owner, long before) {
    List<Exchange> exchanges = exchanges(owner);
    long began = System.nanoTime();
    for (int done = BATCH; done <= WRITTEN; done += BATCH) {
      exchanges.forEach(log::record);
      // Its queue is bounded.
      awaitWritten(sql, owner, before + done - 2L * BATCH);
      spool.release();
    }
    awaitWritten(sql, owner, before + WRITTEN);
    return WRITTEN / ((System.nanoTime() - began) / 1e9);
  }

  private static String row(List<Double> micros, double request) {
    Spread spread = Spread.of(micros);
    return "%.2f | %.2f – %.2f | %.2f%%"
        .formatted(
            spread.median(), spread.least(), spread.most(), 100 * spread.median() / request);
  }
}
