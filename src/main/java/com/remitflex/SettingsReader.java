package com.remitflex;

import static com.remitflex.Config.PREFIX;

import com.remitflex.core.mail.Mail;
import com.remitflex.core.mail.SmtpSettings;
import com.remitflex.features.compliance.BlockedAddresses;
import com.remitflex.features.corridors.rates.sources.RateSettings;
import com.remitflex.features.corridors.rates.sources.RatesFile;
import com.remitflex.features.leaks.reports.GithubKeys;
import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.networks.NetworksFile;
import com.remitflex.platform.http.server.ForwardedHeader;
import com.remitflex.platform.http.server.HttpLimits;
import com.remitflex.platform.http.server.Listener;
import com.remitflex.platform.http.server.TlsFiles;
import com.remitflex.platform.json.JsonReader;
import com.remitflex.platform.net.Address;
import com.remitflex.platform.net.AddressRange;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.postgresql.Driver;

/**
 * Reads and validates single settings.
 *
 * @param values the settings by their full names
 * @param errors collects a sentence for each invalid setting
 */
record SettingsReader(Map<String, String> values, List<String> errors) {
  private static final int DAY_MILLIS = 86_400_000;

  Optional<String> find(String name) {
    return Optional.ofNullable(values.get(PREFIX + name)).filter(value -> !value.isBlank());
  }

  int number(String name, int defaultValue, int min, int max) {
    Optional<String> text = find(name);
    if (text.isEmpty()) {
      return defaultValue;
    }
    if (text.get().matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(text.get());
      if (number >= min && number <= max) {
        return number;
      }
    }
    error(name, text.get(), "a whole number from " + min + " to " + max);
    return defaultValue;
  }

  Duration millis(String name, int defaultValue) {
    return Duration.ofMillis(number(name, defaultValue, 0, DAY_MILLIS));
  }

  HttpLimits limits() {
    return new HttpLimits(
        1024 * number("LARGEST_HEADERS_KIB", 16, 4, 256),
        number("MOST_HEADERS", 100, 20, 1_000),
        1024 * number("LARGEST_BODY_KIB", 256, 16, JsonReader.MAX_BODY_BYTES / 1024),
        Duration.ofMillis(number("READ_TIMEOUT_MILLIS", 30_000, 100, DAY_MILLIS)),
        Duration.ofMillis(number("WRITE_TIMEOUT_MILLIS", 30_000, 100, DAY_MILLIS)),
        Duration.ofSeconds(number("IDLE_TIMEOUT_SECONDS", 120, 1, 3_600)),
        number("MAX_CONNECTIONS", 10_000, 1, 1_000_000),
        number("MAX_CONNECTIONS_PER_ADDRESS", 1_000, 1, 1_000_000));
  }

  Listener listener() {
    return new Listener(address("LISTEN"), number("PORT", 8080, 0, 65_535), tlsFiles());
  }

  /** A local address; a host name could stand for several. */
  private InetAddress address(String name) {
    Optional<String> text = find(name);
    if (text.isPresent() && Address.canonical(text.get()).isEmpty()) {
      error(name, text.get(), "an IP address of this machine; 0.0.0.0 and :: mean all of them");
      return InetAddress.getLoopbackAddress();
    }
    return text.map(InetAddress::ofLiteral).orElseGet(InetAddress::getLoopbackAddress);
  }

  private Optional<TlsFiles> tlsFiles() {
    Optional<String> certificate = find("TLS_CERTIFICATE");
    if (certificate.isPresent() != find("TLS_KEY").isPresent()) {
      errors.add("REMITFLEX_TLS_CERTIFICATE and REMITFLEX_TLS_KEY must be set together.");
      return Optional.empty();
    }
    if (certificate.isEmpty()) {
      return Optional.empty();
    }
    TlsFiles files =
        new TlsFiles(path("TLS_CERTIFICATE", Path.of("")), path("TLS_KEY", Path.of("")));
    try {
      files.read();
    } catch (TlsFiles.UnusableException e) {
      errors.add("REMITFLEX_TLS_CERTIFICATE, REMITFLEX_TLS_KEY: " + e.getMessage());
    }
    return Optional.of(files);
  }

  Path path(String name, Path defaultValue) {
    Optional<String> text = find(name);
    try {
      return text.map(Path::of).orElse(defaultValue);
    } catch (InvalidPathException e) {
      error(name, text.orElseThrow(), "a path");
      return defaultValue;
    }
  }

  /** A file that is a list of addresses. */
  Optional<Path> blockedAddresses(String name) {
    if (find(name).isEmpty()) {
      return Optional.empty();
    }
    Path file = path(name, Path.of(""));
    try {
      BlockedAddresses.read(file);
    } catch (BlockedAddresses.UnusableException e) {
      errors.add(PREFIX + name + ": " + e.getMessage());
    }
    return Optional.of(file);
  }

  /** The base of links: a whole host, because the Dashboard's cookies and passkeys need one. */
  String publicUrl(String name, String defaultValue) {
    Optional<String> text =
        matching(
            name,
            "https?://[^\\s/?#@]+(/[^\\s?#]*[^\\s?#/])?",
            "a URL without a trailing slash, for example https://api.example.com");
    if (text.isPresent() && text.get().matches("https?://[^/]+/.*[^/]")) {
      error(
          name,
          text.get(),
          "a URL without a path, because the Dashboard's cookies and passkeys belong to a whole"
              + " host: give RemitFlex a host name of its own, such as https://pay.example.com");
    }
    return text.orElse(defaultValue);
  }

  /** A setting that is true or false; false if it is unset. */
  boolean flag(String name) {
    return matching(name, "true|false", "true or false").filter("true"::equals).isPresent();
  }

  /** A URL to which a path is appended. */
  Optional<URI> endpoint(String name) {
    return matching(
            name,
            "https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~-]+)*"
                + "|https?://\\[[0-9a-fA-F:.]+\\](:[0-9]{1,5})?",
            "a URL without a trailing slash, for example http://localhost:4318")
        .flatMap(SettingsReader::uri);
  }

  private static Optional<URI> uri(String text) {
    try {
      return Optional.of(URI.create(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  Optional<String> databaseUrl(String name) {
    return secret(
        name,
        SettingsReader::isPostgresUrl,
        "a JDBC URL, for example jdbc:postgresql://host:5432/remitflex?user=…&password=…");
  }

  private static boolean isPostgresUrl(String text) {
    return Driver.parseURL(text, null) != null;
  }

  List<String> peppers(String name) {
    return secret(
            name,
            text -> text.matches("[0-9a-fA-F]{64}(,[0-9a-fA-F]{64})*"),
            "64 hexadecimal digits, or several such values separated by commas")
        .map(text -> List.of(text.split(",", -1)))
        .orElse(List.of());
  }

  Optional<String> host(String name) {
    return matching(name, "[A-Za-z0-9.-]+", "a host name without a port")
        .map(host -> host.toLowerCase(Locale.ROOT));
  }

  List<AddressRange> ranges(String name) {
    List<AddressRange> ranges = new ArrayList<>();
    for (String text : find(name).map(list -> list.split(",", -1)).orElse(new String[0])) {
      AddressRange.parse(text.strip())
          .ifPresentOrElse(
              ranges::add,
              () -> error(name, text, "IP addresses or CIDR blocks, separated by commas"));
    }
    return List.copyOf(ranges);
  }

  ForwardedHeader forwardedHeader(String name) {
    return matching(
            name,
            String.join("|", ForwardedHeader.WORDS),
            "one of " + String.join(", ", ForwardedHeader.WORDS))
        .flatMap(ForwardedHeader::find)
        .orElse(ForwardedHeader.EITHER);
  }

  String email(String name, String defaultValue) {
    return email(name).orElse(defaultValue);
  }

  private Optional<String> email(String name) {
    Optional<String> text = find(name);
    if (text.isPresent() && !Mail.isAddress(text.get())) {
      error(name, text.get(), "an email address");
    }
    return text;
  }

  /** The mail server; settings that would have no effect without a host are errors. */
  Optional<SmtpSettings> smtp() {
    Optional<String> host = host("SMTP_HOST");
    int port = number("SMTP_PORT", 587, 1, 65_535);
    String tls =
        matching("SMTP_TLS", "starttls|tls|none", "starttls, tls or none").orElse("starttls");
    Optional<SmtpSettings.Login> login = smtpLogin();
    Optional<String> from = email("MAIL_FROM");
    if (find("SMTP_HOST").isEmpty()) {
      rejectWithoutHost("SMTP_PORT", "SMTP_USER", "SMTP_PASSWORD", "SMTP_TLS");
      return Optional.empty();
    }
    if (from.isEmpty()) {
      errors.add("REMITFLEX_SMTP_HOST requires REMITFLEX_MAIL_FROM, the sender's address.");
      return Optional.empty();
    }
    return Optional.of(new SmtpSettings(host.orElseThrow(), port, login, tls(tls), from.get()));
  }

  private Optional<SmtpSettings.Login> smtpLogin() {
    Optional<String> user =
        matching("SMTP_USER", "\\P{Cntrl}+", "a name without control characters");
    Optional<String> password =
        secret("SMTP_PASSWORD", text -> !text.matches("(?s).*\\p{Cntrl}.*"), "one line");
    if (user.isPresent() != password.isPresent()) {
      errors.add("REMITFLEX_SMTP_USER and REMITFLEX_SMTP_PASSWORD must be set together.");
    }
    return user.flatMap(name -> password.map(secret -> new SmtpSettings.Login(name, secret)));
  }

  private void rejectWithoutHost(String... names) {
    for (String name : names) {
      if (find(name).isPresent()) {
        errors.add(
            PREFIX + name + " requires REMITFLEX_SMTP_HOST. Set it, or remove this setting.");
      }
    }
  }

  Optional<GithubKeys> githubKeys(String name) {
    try {
      return find(name).map(GithubKeys::from);
    } catch (IllegalArgumentException e) {
      errors.add(PREFIX + name + ": " + e.getMessage() + ": " + find(name).orElseThrow());
      return Optional.empty();
    }
  }

  List<ChainNetwork> networks(String name) {
    try {
      return find(name).map(file -> NetworksFile.read(Path.of(file))).orElse(List.of());
    } catch (IllegalArgumentException e) {
      errors.add(PREFIX + name + ": " + e.getMessage());
      return List.of();
    }
  }

  RateSettings rates(String name) {
    try {
      return find(name).map(file -> RatesFile.read(Path.of(file))).orElse(RateSettings.NONE);
    } catch (IllegalArgumentException e) {
      errors.add(PREFIX + name + ": " + e.getMessage());
      return RateSettings.NONE;
    }
  }

  private static SmtpSettings.Tls tls(String word) {
    return Arrays.stream(SmtpSettings.Tls.values())
        .filter(tls -> tls.word().equals(word))
        .findFirst()
        .orElse(SmtpSettings.Tls.STARTTLS);
  }

  private Optional<String> matching(String name, String pattern, String expected) {
    Optional<String> text = find(name);
    if (text.isPresent() && !text.get().matches(pattern)) {
      error(name, text.get(), expected);
    }
    return text;
  }

  /** As {@link #matching}, for a value that must not appear in the error. */
  private Optional<String> secret(String name, Predicate<String> rule, String expected) {
    Optional<String> text = find(name);
    if (text.isPresent() && !rule.test(text.get())) {
      error(name, "not shown", expected);
    }
    return text;
  }

  private void error(String name, String value, String expected) {
    errors.add(PREFIX + name + " must be " + expected + ", but is: " + value);
  }
}
