package com.remitflex;

import com.remitflex.features.rails.signer.SignerSettings;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads where the signer is. */
record SignerSettingsReader(SettingsReader settings) {
  private static final String UNIX = "unix:";
  private static final Pattern TLS =
      Pattern.compile("tls://([A-Za-z0-9.-]+|\\[[0-9a-fA-F:.]+\\]):([0-9]{1,5})");
  private static final int MAX_PORT = 65_535;

  Optional<SignerSettings> read() {
    Optional<String> text = settings.find("SIGNER");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (text.get().equals("embedded")) {
      return required("SIGNER_DIR")
          .flatMap(directory ->
              required("SIGNER_PASSPHRASE_FILE")
                  .map(file -> new SignerSettings.Embedded(directory, file)));
    }
    Optional<Path> secret = required("SIGNER_SECRET_FILE");
    if (text.get().startsWith(UNIX) && text.get().length() > UNIX.length()) {
      return secret.map(
          file -> new SignerSettings.Unix(Path.of(text.get().substring(UNIX.length())), file));
    }
    Matcher tls = TLS.matcher(text.get());
    if (tls.matches() && Integer.parseInt(tls.group(2)) <= MAX_PORT) {
      return secret.map(file ->
          new SignerSettings.Tls(
              tls.group(1).replaceAll("[\\[\\]]", ""),
              Integer.parseInt(tls.group(2)),
              file,
              settings
                  .find("SIGNER_CERTIFICATE")
                  .map(_ -> settings.path("SIGNER_CERTIFICATE", Path.of("")))));
    }
    settings
        .errors()
        .add(
            "REMITFLEX_SIGNER must be unix:PATH, tls://HOST:PORT or embedded, but is: "
                + text.get());
    return Optional.empty();
  }

  private Optional<Path> required(String name) {
    if (settings.find(name).isEmpty()) {
      settings
          .errors()
          .add("REMITFLEX_SIGNER requires REMITFLEX_" + name + ". Set it to the path.");
      return Optional.empty();
    }
    return Optional.of(settings.path(name, Path.of("")));
  }
}
