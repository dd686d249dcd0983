package com.remitflex;

import com.remitflex.core.mail.Mail;
import com.remitflex.core.mail.SmtpSettings;
import com.remitflex.features.leaks.reports.GithubKeys;
import com.remitflex.platform.database.DatabaseAddress;
import com.remitflex.platform.http.server.ForwardedHeader;
import com.remitflex.platform.http.server.HttpLimits;
import com.remitflex.platform.json.JsonReader;
import com.remitflex.platform.net.AddressRange;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The settings, read from the environment and from the file that REMITFLEX_CONFIG_FILE names (the
 * environment wins). Each setting's variable stands beside it.
 *
 * @param port REMITFLEX_PORT: TCP port, 0 takes a free one (8080)
 * @param publicUrl REMITFLEX_PUBLIC_URL: base of every link (http://localhost:PORT)
 * @param databaseUrl REMITFLEX_DATABASE_URL: JDBC URL of a PostgreSQL 15 to 18, several hosts
 *     allowed; unset starts the embedded one
 * @param databasePassword REMITFLEX_DATABASE_PASSWORD: password for REMITFLEX_DATABASE_URL if the
 *     URL has none; unset: PGPASSFILE, or the file pgpass in the data directory
 * @param dataDirectory REMITFLEX_DATA_DIR: where the embedded PostgreSQL keeps its data, and each
 *     node its spool (./data)
 * @param secretsDirectory REMITFLEX_SECRETS_DIR: where the pepper is kept (the data directory)
 * @param peppers REMITFLEX_PEPPER: the pepper itself, 64 hexadecimal digits, instead of its file;
 *     after a rotation several, separated by commas, the oldest first
 * @param leastPepper REMITFLEX_PEPPER_LEAST: the oldest version of the pepper that a row may be
 *     sealed under (1)
 * @param rateLimitPerMinute REMITFLEX_RATE_LIMIT_PER_MINUTE: requests a key, 0 is off (300)
 * @param unauthorizedPerMinute REMITFLEX_UNAUTHORIZED_PER_MINUTE: answers 401 an address and node,
 *     0 is off (1000)
 * @param logRetentionDays REMITFLEX_LOG_RETENTION_DAYS: whole days that the history of requests is
 *     kept (90)
 * @param liveHost REMITFLEX_LIVE_HOST: host name that takes live keys alone
 * @param sandboxHost REMITFLEX_SANDBOX_HOST: host name that takes sandbox keys alone
 * @param trustedProxies REMITFLEX_TRUSTED_PROXIES: addresses or CIDR blocks, separated by commas,
 *     of the proxies whose X-Forwarded-For or Forwarded names the client's address (none)
 * @param forwardedHeader REMITFLEX_FORWARDED_HEADER: which of the two the proxies write:
 *     x-forwarded-for, forwarded, or either (either)
 * @param ownerEmail REMITFLEX_OWNER_EMAIL: login of the first account's owner (owner@localhost)
 * @param sandboxPending REMITFLEX_SANDBOX_PENDING_MILLIS: a payment stays `pending` (1000)
 * @param sandboxProcessing REMITFLEX_SANDBOX_PROCESSING_MILLIS: and `processing` (2000)
 * @param sandboxSettled REMITFLEX_SANDBOX_SETTLED_MILLIS: and `settled` (2000)
 * @param sandboxReview REMITFLEX_SANDBOX_REVIEW_MILLIS: and in review, at most (60000)
 * @param limits REMITFLEX_LARGEST_HEADERS_KIB (16), REMITFLEX_MOST_HEADERS (100),
 *     REMITFLEX_LARGEST_BODY_KIB (256), REMITFLEX_READ_TIMEOUT_MILLIS (30000),
 *     REMITFLEX_WRITE_TIMEOUT_MILLIS (30000) and REMITFLEX_IDLE_TIMEOUT_SECONDS (120): how much is
 *     taken from one connection; REMITFLEX_MAX_CONNECTIONS (10000) and
 *     REMITFLEX_MAX_CONNECTIONS_PER_ADDRESS (1000): from how many
 * @param drain REMITFLEX_DRAIN_SECONDS: how long a stop waits for requests under way (20)
 * @param smtp REMITFLEX_SMTP_HOST, _PORT (587), _USER, _PASSWORD, _TLS (starttls, tls or none) and
 *     REMITFLEX_MAIL_FROM: the mail server; unset: mail is written to the log
 * @param development REMITFLEX_DEVELOPMENT: 1 shows the page of components in the Dashboard (0)
 * @param leakReportsPerMinute REMITFLEX_LEAK_REPORTS_PER_MINUTE: reports of leaked keys an address
 *     and node, and likewise reports with a wrong signature, 0 is off (30)
 * @param signInsPerMinute REMITFLEX_SIGN_INS_PER_MINUTE: attempts to sign in, to reset a password
 *     or to accept an invitation, per network (IPv4 /24, IPv6 /48) and node; 0 disables it (60)
 * @param githubKeys REMITFLEX_GITHUB_KEYS: file or address of the keys with which GitHub signs its
 *     reports of leaked keys; unset: it sends none
 */
public record Config(
    int port,
    String publicUrl,
    Optional<String> databaseUrl,
    Optional<String> databasePassword,
    Path dataDirectory,
    Path secretsDirectory,
    List<String> peppers,
    int leastPepper,
    int rateLimitPerMinute,
    int unauthorizedPerMinute,
    int logRetentionDays,
    Optional<String> liveHost,
    Optional<String> sandboxHost,
    List<AddressRange> trustedProxies,
    ForwardedHeader forwardedHeader,
    String ownerEmail,
    Duration sandboxPending,
    Duration sandboxProcessing,
    Duration sandboxSettled,
    Duration sandboxReview,
    HttpLimits limits,
    Duration drain,
    Optional<SmtpSettings> smtp,
    boolean development,
    int leakReportsPerMinute,
    int signInsPerMinute,
    Optional<GithubKeys> githubKeys) {

  private static final String PREFIX = "REMITFLEX_";
  private static final int A_DAY_MILLIS = 86_400_000;

  /** The database that the settings name, with its password. */
  public Optional<DatabaseAddress> databaseAddress() {
    return databaseUrl
        .map(DatabaseAddress::of)
        .map(address -> address.with(databasePassword, dataDirectory));
  }

  /** Settings that cannot be used; the message lists every fault. */
  public static final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ConfigException(List<String> faults) {
      super("RemitFlex cannot start with these settings:\n  - " + String.join("\n  - ", faults));
    }
  }

  /**
   * Reads the settings.
   *
   * @throws ConfigException with all faults at once
   */
  public static Config read(Map<String, String> environment) {
    List<String> faults = new ArrayList<>();
    Map<String, String> values = file(environment, faults);
    environment.forEach((name, value) -> {
      if (name.startsWith(PREFIX)) {
        values.put(name, value);
        if (value.indexOf('\uFFFD') >= 0) {
          faults.add(
              name
                  + " is not UTF-8, or the locale is not, so that characters were lost. Start"
                  + " ./remitflex, or set LC_ALL=C.UTF-8.");
        }
      }
    });
    Source source = new Source(values, faults);

    int port = source.number("PORT", 8080, 0, 65_535);
    Path data = source.path("DATA_DIR", Path.of("data"));
    Config config =
        new Config(
            port,
            source.url("PUBLIC_URL", "http://localhost:" + port),
            source.databaseUrl("DATABASE_URL"),
            source.find("DATABASE_PASSWORD"),
            data,
            source.path("SECRETS_DIR", data),
            source.peppers("PEPPER"),
            source.number("PEPPER_LEAST", 1, 1, 1_000),
            source.number("RATE_LIMIT_PER_MINUTE", 300, 0, 1_000_000),
            source.number("UNAUTHORIZED_PER_MINUTE", 1_000, 0, 1_000_000),
            source.number("LOG_RETENTION_DAYS", 90, 1, 3_650),
            source.host("LIVE_HOST"),
            source.host("SANDBOX_HOST"),
            source.ranges("TRUSTED_PROXIES"),
            source.forwardedHeader("FORWARDED_HEADER"),
            source.email("OWNER_EMAIL", "owner@localhost"),
            source.millis("SANDBOX_PENDING_MILLIS", 1_000),
            source.millis("SANDBOX_PROCESSING_MILLIS", 2_000),
            source.millis("SANDBOX_SETTLED_MILLIS", 2_000),
            source.millis("SANDBOX_REVIEW_MILLIS", 60_000),
            source.limits(),
            Duration.ofSeconds(source.number("DRAIN_SECONDS", 20, 0, 3_600)),
            source.smtp(),
            source.number("DEVELOPMENT", 0, 0, 1) == 1,
            source.number("LEAK_REPORTS_PER_MINUTE", 30, 0, 1_000_000),
            source.number("SIGN_INS_PER_MINUTE", 60, 0, 1_000_000),
            source.githubKeys("GITHUB_KEYS"));
    if (config.liveHost().isPresent() && config.liveHost().equals(config.sandboxHost())) {
      faults.add("REMITFLEX_LIVE_HOST and REMITFLEX_SANDBOX_HOST must be two different names.");
    }
    if (!faults.isEmpty()) {
      throw new ConfigException(faults);
    }
    return config;
  }

  private static Map<String, String> file(Map<String, String> environment, List<String> faults) {
    Map<String, String> values = new HashMap<>();
    String name = environment.get(PREFIX + "CONFIG_FILE");
    if (name == null) {
      return values;
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(name))) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      faults.add("REMITFLEX_CONFIG_FILE: cannot read " + name + ". Name a readable file.");
    }
    for (String key : new TreeSet<>(properties.stringPropertyNames())) {
      if (key.startsWith(PREFIX)) {
        values.put(key, properties.getProperty(key));
      } else {
        faults.add(name + ": " + key + " is no setting; settings begin with REMITFLEX_.");
      }
    }
    return values;
  }

  /** The values by name, and the faults found while they are read. */
  private record Source(Map<String, String> values, List<String> faults) {
    Optional<String> find(String name) {
      return Optional.ofNullable(values.get(PREFIX + name)).filter(value -> !value.isBlank());
    }

    int number(String name, int otherwise, int least, int most) {
      Optional<String> text = find(name);
      if (text.isEmpty()) {
        return otherwise;
      }
      if (text.get().matches("[0-9]{1,9}")) {
        int number = Integer.parseInt(text.get());
        if (number >= least && number <= most) {
          return number;
        }
      }
      fault(name, text.get(), "a whole number from " + least + " to " + most);
      return otherwise;
    }

    Duration millis(String name, int otherwise) {
      return Duration.ofMillis(number(name, otherwise, 0, A_DAY_MILLIS));
    }

    HttpLimits limits() {
      return new HttpLimits(
          1024 * number("LARGEST_HEADERS_KIB", 16, 4, 256),
          number("MOST_HEADERS", 100, 20, 1_000),
          1024 * number("LARGEST_BODY_KIB", 256, 16, JsonReader.MAX_BODY_BYTES / 1024),
          Duration.ofMillis(number("READ_TIMEOUT_MILLIS", 30_000, 100, A_DAY_MILLIS)),
          Duration.ofMillis(number("WRITE_TIMEOUT_MILLIS", 30_000, 100, A_DAY_MILLIS)),
          Duration.ofSeconds(number("IDLE_TIMEOUT_SECONDS", 120, 1, 3_600)),
          number("MAX_CONNECTIONS", 10_000, 1, 1_000_000),
          number("MAX_CONNECTIONS_PER_ADDRESS", 1_000, 1, 1_000_000));
    }

    Path path(String name, Path otherwise) {
      Optional<String> text = find(name);
      try {
        return text.map(Path::of).orElse(otherwise);
      } catch (java.nio.file.InvalidPathException e) {
        fault(name, text.orElseThrow(), "a path");
        return otherwise;
      }
    }

    String url(String name, String otherwise) {
      return matching(
              name,
              "https?://[^\\s/?#]+(:[0-9]+)?(/[^\\s?#]*[^\\s?#/])?",
              "a URL such as https://api.example.com, without a slash at its end")
          .orElse(otherwise);
    }

    Optional<String> databaseUrl(String name) {
      return secret(
          name,
          Source::isPostgresUrl,
          "a JDBC URL such as jdbc:postgresql://host:5432/remitflex?user=…&password=…");
    }

    private static boolean isPostgresUrl(String text) {
      return org.postgresql.Driver.parseURL(text, null) != null;
    }

    List<String> peppers(String name) {
      return secret(
              name,
              text -> text.matches("[0-9a-fA-F]{64}(,[0-9a-fA-F]{64})*"),
              "64 hexadecimal digits, or several times that with commas between")
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
                () -> fault(name, text, "IP addresses or CIDR blocks, separated by commas"));
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

    String email(String name, String otherwise) {
      return email(name).orElse(otherwise);
    }

    private Optional<String> email(String name) {
      Optional<String> text = find(name);
      if (text.isPresent() && !Mail.isAddress(text.get())) {
        fault(name, text.get(), "an e-mail address");
      }
      return text;
    }

    /** All or nothing: what is set without a host would not be used. */
    Optional<SmtpSettings> smtp() {
      Optional<String> host = host("SMTP_HOST");
      int port = number("SMTP_PORT", 587, 1, 65_535);
      String tls =
          matching("SMTP_TLS", "starttls|tls|none", "starttls, tls or none").orElse("starttls");
      Optional<String> user =
          matching("SMTP_USER", "\\P{Cntrl}+", "a name without control characters");
      Optional<String> password =
          secret("SMTP_PASSWORD", text -> !text.matches("(?s).*\\p{Cntrl}.*"), "one line");
      Optional<String> from = email("MAIL_FROM");
      if (user.isPresent() != password.isPresent()) {
        faults.add("REMITFLEX_SMTP_USER and REMITFLEX_SMTP_PASSWORD must be set together.");
      }
      if (find("SMTP_HOST").isEmpty()) {
        for (String name : List.of("SMTP_PORT", "SMTP_USER", "SMTP_PASSWORD", "SMTP_TLS")) {
          if (find(name).isPresent()) {
            faults.add(PREFIX + name + " needs REMITFLEX_SMTP_HOST: set it, or remove this.");
          }
        }
        return Optional.empty();
      }
      if (from.isEmpty()) {
        faults.add(
            "REMITFLEX_MAIL_FROM must be set when REMITFLEX_SMTP_HOST is: the sender's address.");
        return Optional.empty();
      }
      return Optional.of(
          new SmtpSettings(
              host.orElseThrow(),
              port,
              user.flatMap(u -> password.map(p -> new SmtpSettings.Login(u, p))),
              tls(tls),
              from.get()));
    }

    Optional<GithubKeys> githubKeys(String name) {
      try {
        return find(name).map(GithubKeys::from);
      } catch (IllegalArgumentException e) {
        faults.add(PREFIX + name + ": " + e.getMessage() + ": " + find(name).orElseThrow());
        return Optional.empty();
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
        fault(name, text.get(), expected);
      }
      return text;
    }

    /** As matching, for a value that must not be shown. */
    private Optional<String> secret(String name, Predicate<String> rule, String expected) {
      Optional<String> text = find(name);
      if (text.isPresent() && !rule.test(text.get())) {
        fault(name, "not shown", expected);
      }
      return text;
    }

    private void fault(String name, String value, String expected) {
      faults.add(PREFIX + name + " must be " + expected + ", but is: " + value);
    }
  }
}
