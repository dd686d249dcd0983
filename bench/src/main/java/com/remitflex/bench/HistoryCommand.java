package com.remitflex.bench;

import com.remitflex.Config;
import com.remitflex.Storage;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Engine;
import com.remitflex.features.accounts.AccountOpening;
import com.remitflex.features.activity.recording.RequestLog;
import com.remitflex.features.activity.recording.Spool;
import com.remitflex.features.activity.usage.Flush;
import com.remitflex.features.activity.usage.FlushListener;
import com.remitflex.features.activity.usage.ScopeUse;
import com.remitflex.features.activity.usage.UsageMeter;
import com.remitflex.features.apikeys.KeyGuard;
import com.remitflex.features.apikeys.KeyStore;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService;
import com.remitflex.features.apikeys.lifecycle.NewKey;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.access.KeyOwner;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.http.api.Exchange;
import com.remitflex.platform.http.api.RequestListener;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.ids.IdPrefix;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient.Version;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jdbi.v3.core.Handle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `history`: what it costs a request to be put on record. */
@Command(
    name = "history",
    mixinStandardHelpOptions = true,
    description = {
      "How long the thread of a request is kept by its record, beside how long a whole request"
          + " takes, and how fast the records are written behind it.",
      "The table goes to standard output and to bench/results/history.md."
    })
final class HistoryCommand implements Callable<Integer> {
  private static final int BATCH = 5_000;
  private static final int WRITTEN = 100_000;
  private static final byte[] BODY =
      """
      {"amount":25,"currency":"USDC","recipient":{"name":"Maria Garcia","account_number":\
      "ES9121000418401234567891","bank_code":"CAIXESBBXXX","bank_country":"ES"},"reference":"2041"}
      """
          .getBytes(StandardCharsets.UTF_8);

  @Option(
      names = "--rounds",
      defaultValue = "20",
      description = "How often each is measured (default: ${DEFAULT-VALUE}).")
  private int rounds;

  /** Nothing is told of what is counted. */
  private static final FlushListener SILENT =
      new FlushListener() {
        @Override
        public void writing(Handle handle, Flush flush) {}

        @Override
        public void written(Flush flush) {}
      };

  @Override
  public Integer call() {
    if (rounds < 1) {
      throw new BenchException("--rounds must be at least 1.");
    }
    Path home = Path.of(System.getProperty("remitflex.home", "")).toAbsolutePath();
    try (Product product = Product.start(home);
        Sql sql = Sql.open(PgAddress.of(product.databaseUrl()))) {
      ResultFile.publish(home, "history", measure(product, sql));
    }
    return 0;
  }

  private String measure(Product product, Sql sql) {
    try (Storage storage = Storage.join(Config.read(product.settings()), line -> {})) {
      Database database = storage.database();
      KeyStore store = new KeyStore(storage.hasher());
      IssuedKey key;
      try (Engine engine = new Engine(database, new KeyGuard(store)).start()) {
        String account = new AccountOpening(database, storage.trail()).open("Bench").id();
        key =
            new ApiKeyService(database, engine, store, storage.trail(), ScopeUse::leastPrivilege)
                .create(new HeadId(account, Environment.SANDBOX), NewKey.of(Scope.WRITE, "bench"))
                .orElseThrow();
      }
      KeyOwner owner = new KeyOwner(key.key().id(), key.key().accountId(), Environment.SANDBOX);
      double request = requestMicros(product.port(), key.secret());
      DatabaseClock clock = new DatabaseClock();
      List<Double> log = new ArrayList<>();
      List<Double> meter = new ArrayList<>();
      double perSecond;
      try (Spool spool =
              Spool.open(spools(), IdPrefix.NODE.next(), "bench", () -> Long.MAX_VALUE, () -> true);
          RequestLog requestLog =
              new RequestLog(
                      database, clock, 90, IdPrefix.NODE.next(), spool, (whose, at, many) -> {})
                  .start();
          UsageMeter usage = new UsageMeter(database, clock, List.of(), SILENT).start()) {
        for (int round = -3; round < rounds; round++) {
          List<Exchange> exchanges = exchanges(owner);
          double ofLog = microsEach(requestLog, exchanges);
          double ofMeter = microsEach(usage, exchanges);
          if (round >= 0) {
            log.add(ofLog);
            meter.add(ofMeter);
          }
          awaitWritten(sql, owner, (round + 4L) * BATCH);
          spool.release();
        }
        perSecond = written(sql, requestLog, spool, owner, (rounds + 3L) * BATCH);
      }
      return markdown(Machine.facts(sql), request, log, meter, perSecond);
    }
  }

  private static Path spools() {
    try {
      return Files.createTempDirectory("remitflex-bench-spool");
    } catch (IOException e) {
      throw new BenchException("No directory for the spool: " + e, e);
    }
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

  private static double microsEach(RequestListener journal, List<Exchange> exchanges) {
    long began = System.nanoTime();
    exchanges.forEach(journal::record);
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
      sleep();
    }
  }

  /** Records a second, from the first one until all are in the table. */
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

  /** The median of a read over HTTP, one after the other. */
  private static double requestMicros(int port, String secret) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/balances"))
            .header("Authorization", "Bearer " + secret)
            .build();
    List<Double> micros = new ArrayList<>();
    try (HttpClient client = HttpClient.newBuilder().version(Version.HTTP_1_1).build()) {
      for (int i = 0; i < 6_000; i++) {
        long began = System.nanoTime();
        int status = client.send(request, BodyHandlers.discarding()).statusCode();
        if (status != 200) {
          throw new BenchException("/v1/balances answered " + status);
        }
        if (i >= 3_000) {
          micros.add((System.nanoTime() - began) / 1e3);
        }
      }
    } catch (IOException e) {
      throw new BenchException("The server does not answer: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return Spread.of(micros).median();
  }

  private static String markdown(
      Map<String, String> facts,
      double request,
      List<Double> log,
      List<Double> meter,
      double perSecond) {
    StringBuilder out = new StringBuilder("# Putting a request on record\n\n");
    facts.forEach((name, value) ->
        out.append("- ").append(name).append(": ").append(value).append('\n'));
    out.append(
        """

        One thread; batches of %,d requests, half of them writes with their bodies. The whole
        request is a read over HTTP, one after the other, and has its record in it.

        | Time of the request's thread | median µs | min – max | share of a whole request |
        |---|---:|---:|---:|
        | history: into the spool and the queue | %s |
        | usage: counted | %s |
        | a whole request | %.0f | | |

        Behind the requests, by one thread and COPY: %,.0f records a second.
        """
            .formatted(BATCH, row(log, request), row(meter, request), request, perSecond));
    return out.toString();
  }

  private static String row(List<Double> micros, double request) {
    double median = Spread.of(micros).median();
    List<Double> sorted = micros.stream().sorted().toList();
    return "%.2f | %.2f – %.2f | %.2f %%"
        .formatted(median, sorted.getFirst(), sorted.getLast(), 100 * median / request);
  }

  private static void sleep() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
