package com.remitflex.web.cli.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.features.webhooks.signing.Ed25519;
import com.remitflex.features.webhooks.signing.SigningKeys;
import com.remitflex.features.webhooks.signing.WebhookSecret;
import com.remitflex.features.webhooks.signing.WebhookSignature;
import com.remitflex.web.cli.Console;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** `listen`: forwards the events of a sandbox to a local server. */
@Command(
    name = "listen",
    mixinStandardHelpOptions = true,
    description = {
      "Forward the sandbox events of an account to a server on this computer, signed like"
          + " webhooks.",
      "The command uses the API with a sandbox key of any scope. It begins with new events, and"
          + " continues after the last event that it forwarded when it is started again."
    })
public final class ListenCommand implements Callable<Integer> {
  private static final int HASH_DIGITS = 16;

  @Mixin private final ServerOptions server;

  @Option(
      names = "--forward-to",
      paramLabel = "URL",
      required = true,
      description = "Where to send the events, for example http://localhost:3000/webhooks.")
  private String target = "";

  @Option(
      names = "--events",
      paramLabel = "TYPE",
      split = ",",
      description =
          "Only these types, separated by commas, for example payment.delivered,deposit.*"
              + " (default: all).")
  private List<String> types = new ArrayList<>();

  @Option(
      names = "--after-seq",
      paramLabel = "SEQ",
      description = "Begin after this number; 0 for every event of the account.")
  private Optional<Long> after = Optional.empty();

  @Option(
      names = "--state",
      paramLabel = "FILE",
      description =
          "File that stores the secret and the position (default: one for each account and URL, in"
              + " ~/.local/state/remitflex).")
  private Optional<Path> state = Optional.empty();

  /**
   * The command.
   *
   * @param environment variables of the process
   * @param publicUrl the address of this installation's server
   */
  public ListenCommand(Map<String, String> environment, Supplier<String> publicUrl) {
    this.server = new ServerOptions(environment, publicUrl);
  }

  @Override
  public Integer call() throws InterruptedException {
    try {
      EventSelection selection = EventSelection.of(types);
      URI uri = target();
      ApiServer api = server.open();
      JsonNode key = api.get("/v1/api-keys/current");
      String account = key.path("account_id").asText();
      Path file = state.orElseGet(() -> defaultFile(api.base(), account));
      try (ListenState stored = ListenState.open(file, WebhookSecret.next())) {
        begin(api, stored);
        announce(api, account, stored);
        new Listening(
                api,
                stored,
                selection,
                new Forwarder(uri, signer(stored.secret()), Console::notice))
            .run();
      }
      return 0;
    } catch (ApiCallException e) {
      return Console.fail(String.valueOf(e.getMessage()));
    }
  }

  private URI target() {
    if (!target.matches("https?://[^\\s#@]+")) {
      throw new ApiCallException(
          0,
          "",
          "--forward-to must be an http or https URL, for example http://localhost:3000/webhooks.");
    }
    try {
      return URI.create(target);
    } catch (IllegalArgumentException e) {
      throw new ApiCallException(0, "", "--forward-to is not a valid URL: " + target + ".");
    }
  }

  /** One file for each target, so that several can be forwarded to. */
  private Path defaultFile(String base, String account) {
    String name = base + " " + account + " " + target;
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return Path.of(
          System.getProperty("user.home"),
          ".local",
          "state",
          "remitflex",
          "listen-" + HexFormat.of().formatHex(hash).substring(0, HASH_DIGITS) + ".json");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As a webhook is signed, with a key pair whose public key nobody needs. */
  private static Forwarder.Signer signer(String secret) {
    SigningKeys keys = new SigningKeys(List.of(secret), Ed25519.newSeed());
    return (id, at, body) -> WebhookSignature.headers(keys, id, at, body);
  }

  private void begin(ApiServer api, ListenState stored) {
    if (after.isPresent()) {
      stored.reached(after.get());
    } else if (stored.seq().isEmpty()) {
      stored.reached(Listening.newest(api));
    }
  }

  private void announce(ApiServer api, String account, ListenState stored) {
    OptionalLong seq = stored.seq();
    Console.print("Forwarding the sandbox events of " + account + " at " + api.base());
    Console.print("to " + target + ", after event #" + seq.orElse(0) + ". Stop with Ctrl-C.");
    Console.print("Signing secret: " + stored.secret());
    Console.print("");
  }
}
