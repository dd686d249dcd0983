package com.remitflex.web.cli.events;

import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.text.ApiKeyText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** The options of commands that call the API of a running server. */
final class ServerOptions {
  private static final String KEY_VARIABLE = "REMITFLEX_API_KEY";

  private final Map<String, String> environment;
  private final Supplier<String> publicUrl;

  @Option(
      names = "--server",
      paramLabel = "URL",
      description =
          "The server's address (default: REMITFLEX_PUBLIC_URL, or http://localhost:8080).")
  private Optional<String> server = Optional.empty();

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      description = "File that contains the API key (default: the variable REMITFLEX_API_KEY).")
  private Optional<Path> keyFile = Optional.empty();

  ServerOptions(Map<String, String> environment, Supplier<String> publicUrl) {
    this.environment = environment;
    this.publicUrl = publicUrl;
  }

  /** The server with the key. */
  ApiServer open() {
    String base = server.orElseGet(publicUrl).replaceFirst("/+$", "");
    if (!base.matches("https?://[^/?#@\\s]+")) {
      throw new ApiCallException(
          0, "", "--server must be the URL of a server, for example http://localhost:8080.");
    }
    return new ApiServer(base, key());
  }

  private String key() {
    String key =
        keyFile
            .map(ServerOptions::content)
            .or(() -> Optional.ofNullable(environment.get(KEY_VARIABLE)))
            .orElse("")
            .strip();
    if (key.isEmpty()) {
      throw new ApiCallException(
          0,
          "",
          "No API key was given. Set "
              + KEY_VARIABLE
              + " to a sandbox key, or name a file with --key-file. ./remitflex keys create"
              + " --environment sandbox --scope write --name NAME creates a key.");
    }
    if (!key.startsWith(ApiKeyText.prefix(Environment.SANDBOX))) {
      throw new ApiCallException(
          0, "", "This command works in the sandbox only. Use a key that begins with rf_test_.");
    }
    return key;
  }

  private static String content(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new ApiCallException(0, "", "The key file cannot be read: " + file + ".");
    }
  }
}
