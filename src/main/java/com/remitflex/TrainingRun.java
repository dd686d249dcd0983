package com.remitflex;

import com.remitflex.web.cli.Console;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The run at whose end the JVM makes an AOT cache of what it has loaded and learned. The launcher
 * starts it in the background with a directory and another command line: it is a server with a
 * throwaway PostgreSQL in that directory, receives requests, and runs that command line, with the
 * directory added, beside it. With only a directory, it runs commands on the database there.
 */
final class TrainingRun {
  /**
   * So many that the JVM learns what to optimize; tests, whose JVMs do not, need only the classes.
   */
  private static final int REQUESTS = Integer.getInteger("remitflex.training.requests", 500);

  private static final String PAYMENT = "{\"amount\":100,\"currency\":\"USDC\"}";

  private static final List<String> COMMANDS =
      List.of(
          "keys list",
          "keys list --json",
          "keys create --environment sandbox --scope read --name training",
          "accounts create --name Training",
          "alerts list",
          "logs",
          "audit list",
          "people list",
          "database-url");

  private TrainingRun() {}

  public static void main(String[] args) throws Exception {
    // Never the caller's settings: they may name a database that is in use.
    Map<String, String> settings =
        Map.of(
            "REMITFLEX_PORT", "0",
            "REMITFLEX_DATA_DIR", args[0],
            "REMITFLEX_RATE_LIMIT_PER_MINUTE", "0");
    if (args.length == 1) {
      COMMANDS.forEach(line -> run(settings, line));
    } else {
      List<String> beside = new ArrayList<>(Arrays.asList(args).subList(1, args.length));
      beside.add(args[0]);
      trainServer(settings, beside);
    }
    System.exit(0);
  }

  private static void run(Map<String, String> environment, String line) {
    if (Main.run(line.split(" "), environment) != 0) {
      throw new IllegalStateException("the command failed: " + line);
    }
  }

  private static void trainServer(Map<String, String> settings, List<String> beside)
      throws Exception {
    run(settings, "up --help");
    Config config = Config.read(settings);
    CompletableFuture<String> key = new CompletableFuture<>();
    try (Storage storage = Storage.start(config, Console::notice);
        App app =
            new App(
                config,
                storage,
                started ->
                    key.complete(
                        UpCommand.firstSteps(config, storage, started.keys())
                            .orElseThrow()
                            .key()))) {
      stopAtExit(app, storage);
      sendRequests(app.port(), key.join());
      send(app.managementPort(), key.join(), "GET", "/metrics", "");
      if (new ProcessBuilder(beside).inheritIO().start().waitFor() != 0) {
        throw new IllegalStateException("the commands failed");
      }
    }
  }

  /** A signal must not leave PostgreSQL behind; to close twice does no more than once. */
  private static void stopAtExit(App app, Storage storage) {
    Thread stop =
        Thread.ofPlatform()
            .unstarted(() -> {
              app.close();
              storage.close();
            });
    Runtime.getRuntime().addShutdownHook(stop);
  }

  private static void sendRequests(int port, String key) throws IOException {
    for (String page : List.of("/healthz", "/readyz", "/dashboard/sign-in", "/v1/balances")) {
      send(port, key, "GET", page, "");
    }
    for (int i = 0; i < REQUESTS; i++) {
      send(port, key, "GET", "/v1/api-keys/current", "");
      send(port, key, "POST", "/v1/payments", PAYMENT);
      send(port, key, "GET", "/v1/payments?limit=5", "");
    }
  }

  /** By hand, since the classes of an HTTP client would be in the cache too. */
  private static void send(int port, String key, String method, String path, String body)
      throws IOException {
    String request =
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + "Authorization: Bearer "
            + key
            + "\r\nContent-Type: application/json\r\n"
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!response.startsWith("HTTP/1.1 2")) {
        throw new IllegalStateException("unexpected response to " + path + ": " + response);
      }
    }
  }
}
