package com.remitflex.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Resident memory of the server, while the clients of `payments` use it. */
final class MemoryScenario implements Scenario {
  private static final int MAX_MEBIBYTES = 350;
  private static final int SAMPLES_PER_SECOND = 2;
  private static final int WARM_UP_SECONDS = 12;

  /** Until the memory of a crowd is released. */
  private static final int SETTLED_MILLIS = 15_000;

  private final Product product;
  private final Sql sql;
  private final Supplier<List<String>> keys;
  private final Clients clients;
  private final int seconds;
  private final List<Resident> samples = new ArrayList<>();
  private final List<Cost> costs = new ArrayList<>();

  /**
   * Connections to the server, each of which creates one payment after another.
   *
   * @param usual those whose memory is measured
   * @param before those of a crowd that comes before each round, or 0
   */
  record Clients(int usual, int before) {}

  /**
   * Mebibytes of a process that are in memory.
   *
   * @param file pages of files, for example of libraries, of the AOT cache and of the spool
   */
  private record Resident(double all, double file) {
    private static final Pattern LINE = Pattern.compile("(?m)^(VmRSS|RssFile):\\s+([0-9]+) kB");

    static Resident of(long pid) {
      Path status = Path.of("/proc/" + pid + "/status");
      double all = 0;
      double file = 0;
      try {
        Matcher line = LINE.matcher(Files.readString(status));
        while (line.find()) {
          double mebibytes = Double.parseDouble(line.group(2)) / 1_024;
          if (line.group(1).equals("VmRSS")) {
            all = mebibytes;
          } else {
            file = mebibytes;
          }
        }
      } catch (IOException e) {
        throw new BenchException("Memory is measured on Linux only: " + e, e);
      }
      if (all == 0) {
        throw new BenchException(status + " does not say how much memory the server uses.");
      }
      return new Resident(all, file);
    }
  }

  /**
   * The scenario on this server.
   *
   * @param keys the write keys of a funded account
   */
  MemoryScenario(
      Product product, Sql sql, Supplier<List<String>> keys, Clients clients, int seconds) {
    this.product = product;
    this.sql = sql;
    this.keys = keys;
    this.clients = clients;
    this.seconds = seconds;
  }

  @Override
  public String title() {
    return "memory under load";
  }

  @Override
  public void warmUp() {
    load(clients.usual(), WARM_UP_SECONDS);
  }

  @Override
  public void round() {
    if (clients.before() > 0) {
      load(clients.before(), seconds);
      Pause.millis(SETTLED_MILLIS);
    }
    CpuTime before = CpuTime.now(product.pid(), sql);
    long[] created = new long[1];
    Thread load = Thread.ofPlatform().start(() -> created[0] = load(clients.usual(), seconds));
    while (load.isAlive()) {
      samples.add(Resident.of(product.pid()));
      Pause.millis(1_000 / SAMPLES_PER_SECOND);
    }
    costs.add(Cost.of(before, CpuTime.now(product.pid(), sql), created[0]));
  }

  /** Creates payments for so long; their number. */
  private long load(int clients, int seconds) {
    return new Load(product.port(), clients).run(keys.get(), seconds).created();
  }

  @Override
  public List<Finding> findings() {
    Spread spread = Spread.of(samples.stream().map(Resident::all).toList());
    return List.of(
        new Finding(
            title() + ", %d clients that create payments".formatted(clients.usual()),
            "%.0f MiB resident, highest %.0f".formatted(spread.median(), spread.most()),
            "",
            "",
            Reach.atMost(spread.most(), MAX_MEBIBYTES, "MiB"),
            Cost.median(costs).toString()));
  }

  @Override
  public String details() {
    return """
        Of the resident memory, %.0f MiB are pages of files: libraries, the AOT cache, the spool.
        """
        .formatted(Spread.of(samples.stream().map(Resident::file).toList()).median());
  }
}
