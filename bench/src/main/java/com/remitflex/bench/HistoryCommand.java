package com.remitflex.bench;

import com.remitflex.Config;
import com.remitflex.Storage;
import com.remitflex.bench.RecordingCost.Cost;
import com.remitflex.bench.RecordingCost.Kind;
import com.remitflex.features.activity.recording.RequestLog;
import com.remitflex.features.activity.recording.Spool;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.access.KeyOwner;
import com.remitflex.platform.http.api.Exchange;
import com.remitflex.platform.http.api.RequestListener;
import com.remitflex.platform.ids.IdPrefix;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient.Version;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `history`: what it costs a request to be put on record. */
@Command(
    name = "history",
    mixinStandardHelpOptions = true,
    description = {
      "The processor time of a request's record in the server and in PostgreSQL, how long the"
          + " thread of a request is kept by its record, and how fast the records are written"
          + " behind it.",
      "The table goes to standard output and to bench/results/history.md."
    })
final class HistoryCommand implements Callable<Integer> {
  private static final int BATCH = 5_000;
  private static final int WRITTEN = 100_000;
  private static final int WARM_UP_SECONDS = 15;
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

  @Option(
      names = "--seconds",
      defaultValue = "4",
      description = "Length of each run at a steady rate (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--runs",
      defaultValue = "5",
      description = "How many runs at a steady rate (default: ${DEFAULT-VALUE}).")
  private int runs;

  /** The figures of a run. */
  private static final class Figures {
    double request;
    double perSecond;
    final List<Double> log = new ArrayList<>();
    final List<Double> meter = new ArrayList<>();
    final List<Cost> payments = new ArrayList<>();
    final Map<Kind, List<Cost>> costs = new EnumMap<>(Kind.class);
  }

  @Override
  public Integer call() {
    if (rounds < 1 || runs < 1 || seconds < 1) {
      throw new BenchException("--rounds, --runs and --seconds must be at least 1.");
    }
    Path home = Path.of(System.getProperty("remitflex.home", "")).toAbsolutePath();
    try (Product product = Product.start(home);
        Sql sql = Sql.open(PgAddress.of(product.databaseUrl()))) {
      ResultFile.publish(home, "history", measure(product, sql));
    }
    return 0;
  }

  private String measure(Product product, Sql sql) {
    Figures figures = new Figures();
    String secret = Tenants.open(product, 1).getFirst();
    figures.request = requestMicros(product.port(), secret);
    try (Storage storage = Storage.join(Config.read(product.settings()), line -> {});
        Recording recording =
            Recording.start(storage.database(), storage.hasher())) {
      RecordingCost cost = RecordingCost.of(product, sql, secret, seconds);
      RecordingCost.payment(product, sql, List.of(secret), WARM_UP_SECONDS);
      cost.round(recording.recorder);
      cost.round(recording.recorder);
      for (int run = 0; run < runs; run++) {
        System.err.println("Run " + (run + 1) + " of " + runs + " ...");
        figures.payments.add(RecordingCost.payment(product, sql, List.of(secret), seconds));
        cost.round(recording.recorder)
            .forEach((kind, one) ->
                figures.costs.computeIfAbsent(kind, first -> new ArrayList<>()).add(one));
      }
      threads(recording, sql, cost.owner(), figures);
    }
    return markdown(Machine.facts(sql), figures);
  }

  /** How long a request's thread is kept, and how fast the records are written behind it. */
  private void threads(Recording recording, Sql sql, KeyOwner owner, Figures figures) {
    long written = 0;
    for (int round = -3; round < rounds; round++) {
      List<Exchange> exchanges = exchanges(owner);
      double ofLog = microsEach(recording.log, exchanges);
      double ofMeter = microsEach(recording.meter, exchanges);
      if (round >= 0) {
        figures.log.add(ofLog);
        figures.meter.add(ofMeter);
      }
      written += BATCH;
      awaitWritten(sql, owner, written);
      recording.spool.release();
    }
    figures.perSecond = written(sql, recording.log, recording.spool, owner, written);
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

  private static String markdown(Map<String, String> facts, Figures figures) {
    StringBuilder out = new StringBuilder("# Putting a request on record\n\n");
    facts.forEach((name, value) ->
        out.append("- ").append(name).append(": ").append(value).append('\n'));
    Cost payment = RecordingCost.median(figures.payments);
    Cost read = RecordingCost.median(figures.costs.get(Kind.READ));
    Cost write = RecordingCost.median(figures.costs.get(Kind.PAYMENT));
    out.append(
        """

        Processor time: the same 5,000 requests per second with their record and without, in turn,
        and the difference; medians. Everything is included: spool, masking, history, usage, alerts.
        A whole payment is one of 128 clients over HTTP, with its record.

        | Processor time per request | server µs | PostgreSQL µs | together µs | of a payment |
        |---|---:|---:|---:|---:|
        | record of a read | %s | |
        | record of a payment | %s | %.1f %% |
        | a whole payment | %s | |

        """
            .formatted(row(read), row(write), 100 * write.total() / payment.total(), row(payment)));
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
            .formatted(
                BATCH,
                row(figures.log, figures.request),
                row(figures.meter, figures.request),
                figures.request,
                figures.perSecond));
    return out.toString();
  }

  private static String row(Cost cost) {
    return "%.1f | %.1f | %.1f".formatted(cost.server(), cost.postgres(), cost.total());
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
