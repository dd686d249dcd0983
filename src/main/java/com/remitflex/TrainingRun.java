package com.remitflex;

import com.remitflex.web.cli.Console;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The run at whose end the JVM makes an AOT cache of what it has loaded and learned. The launcher
 * starts it in the background: with a directory, it is a server on a throwaway PostgreSQL that
 * receives requests, and runs the rest of the line beside it; without one, it runs commands.
 */
final class TrainingRun {
  private static final int REQUESTS = 500;
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
    if (args.length == 0) {
      COMMANDS.forEach(line -> run(System.getenv(), line));
    } else {
      trainServer(Path.of(args[0]), Arrays.asList(args).subList(1, args.length));
    }
    System.exit(0);
  }

  private static void run(Map<String, String> environment, String line) {
    if (Main.run(line.split(" "), environment) != 0) {
      throw new IllegalStateException("the command failed: " + line);
    }
  }

  private static void trainServer(Path data, List<String> beside) throws Exception {
    Map<String, String> settings =
        Map.of(
            "REMITFLEX_PORT", "0",
            "REMITFLEX_DATA_DIR", data.toString(),
            "REMITFLEX_RATE_LIMIT_PER_MINUTE", "0");
    run(settings, "up --help");
    Config config = Config.read(settings);
    CompletableFuture<String> key = new CompletableFuture<>();
    try (Storage storage = Storage.start(config, Console::notice);
        App app =
            new App(
                config,
                storage,
                (port, keys) ->
                    key.complete(
                        UpCommand.firstSteps(config, storage, keys).orElseThrow().key()))) {
      // A signal must not leave PostgreSQL behind; closing twice is closing once.
      Runtime.getRuntime()
          .addShutdownHook(
              Thread.ofPlatform()
                  .unstarted(() -> {
                    app.close();
                    storage.close();
                  }));
      sendRequests(app.port(), key.join());
      ProcessBuilder commands = new ProcessBuilder(beside).inheritIO();
      commands.environment().putAll(settings);
      if (commands.start().waitFor() != 0) {
        throw new IllegalStateException("the commands failed");
      }
    }
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
