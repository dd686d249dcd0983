package com.remitflex.bench;

import com.remitflex.platform.access.Scope;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Time from the launcher's start to the first authenticated response, and of a CLI command. */
final class StartScenario implements Scenario {
  private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(120);
  private static final double MAX_EXTERNAL_SECONDS = 1.5;
  private static final double MAX_EMBEDDED_SECONDS = 3;
  private static final double MAX_COMMAND_SECONDS = 0.8;

  /** Until a server that has just started no longer compiles its code beside what is measured. */
  private static final int SETTLED_MILLIS = 5_000;

  private final Product product;
  private final String key;
  private final String account;
  private final List<Double> external = new ArrayList<>();
  private final List<Double> embedded = new ArrayList<>();
  private final List<Double> command = new ArrayList<>();

  /** The scenario on this server, which it stops and starts again. */
  StartScenario(Product product) {
    this.product = product;
    var issued = Tenants.issue(product, Scope.READ);
    this.key = issued.secret();
    this.account = issued.key().accountId();
  }

  @Override
  public String title() {
    return "start";
  }

  @Override
  public void warmUp() {
    listKeys();
    secondNode();
  }

  @Override
  public void round() {
    Pause.millis(SETTLED_MILLIS);
    command.add(listKeys());
    external.add(secondNode());
    embedded.add(restart());
  }

  /** Seconds that a command takes as a user runs it. */
  private double listKeys() {
    long began = System.nanoTime();
    Process process = start(product.settings(), "keys", "list", "--account", account);
    try {
      int status = process.waitFor();
      if (status != 0) {
        throw new BenchException("keys list ended with status " + status);
      }
    } catch (InterruptedException e) {
      throw new BenchException("interrupted", e);
    }
    return secondsSince(began);
  }

  /** Seconds that another node takes to start on the database of the running server. */
  private double secondNode() {
    Map<String, String> settings = new HashMap<>(product.settings());
    int port = Product.freePort();
    settings.put("REMITFLEX_PORT", Integer.toString(port));
    settings.put("REMITFLEX_DATABASE_URL", product.databaseUrl());
    settings.put("REMITFLEX_SECRETS_DIR", product.dataDirectory().toString());
    settings.put("REMITFLEX_DATA_DIR", product.scratch().resolve("node").toString());
    long began = System.nanoTime();
    Process node = start(settings, "up");
    try {
      awaitResponse(port, began);
      return secondsSince(began);
    } finally {
      node.destroy();
      node.onExit().join();
    }
  }

  private double restart() {
    product.stop();
    long began = System.nanoTime();
    product.startAgain();
    awaitResponse(product.port(), began);
    return secondsSince(began);
  }

  private static Process start(Map<String, String> settings, String... command) {
    try {
      return Launcher.process(settings, command)
          .redirectOutput(Redirect.DISCARD)
          .redirectError(Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new BenchException("The launcher could not be started: " + e, e);
    }
  }

  private void awaitResponse(int port, long began) {
    while (!isServed(port)) {
      if (System.nanoTime() - began > GIVE_UP_NANOS) {
        throw new BenchException("The server on port " + port + " did not start in time.");
      }
      Pause.millis(5);
    }
  }

  private boolean isServed(int port) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + port + "/v1/api-keys/current")
                  .toURL()
                  .openConnection();
      connection.setRequestProperty("Authorization", "Bearer " + key);
      connection.setReadTimeout(5_000);
      return connection.getResponseCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static double secondsSince(long began) {
    return (System.nanoTime() - began) / 1e9;
  }

  @Override
  public List<Finding> findings() {
    return List.of(
        finding("start, external PostgreSQL", external, MAX_EXTERNAL_SECONDS),
        finding("start, embedded PostgreSQL", embedded, MAX_EMBEDDED_SECONDS),
        finding("CLI command `keys list`", command, MAX_COMMAND_SECONDS));
  }

  private static Finding finding(String title, List<Double> seconds, double max) {
    Spread spread = Spread.of(seconds);
    return Finding.of(
        title,
        "%.2f s (%.2f to %.2f)".formatted(spread.median(), spread.least(), spread.most()),
        Reach.atMost(spread.median(), max, "s"));
  }

  @Override
  public String details() {
    return """
        From the start of the launcher to the first authenticated response
        (`GET /v1/api-keys/current`), with an existing database; `keys list` until the process has
        ended. The external PostgreSQL is the one of a server that is running.
        """;
  }
}
