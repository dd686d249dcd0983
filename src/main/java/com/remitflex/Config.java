package com.remitflex;

import com.remitflex.core.mail.SmtpSettings;
import com.remitflex.features.corridors.rates.sources.RateSettings;
import com.remitflex.features.leaks.reports.GithubKeys;
import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.signer.SignerSettings;
import com.remitflex.platform.database.DatabaseAddress;
import com.remitflex.platform.database.backup.WalArchive;
import com.remitflex.platform.http.server.ForwardedHeader;
import com.remitflex.platform.http.server.HttpLimits;
import com.remitflex.platform.http.server.Listener;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.net.AddressRange;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * The settings, from the environment and from the file that REMITFLEX_CONFIG_FILE names; the
 * environment takes precedence. Each setting is listed with its variable and its default.
 *
 * @param listener REMITFLEX_LISTEN: the local IP address on which the server listens (127.0.0.1);
 *     REMITFLEX_PORT: TCP port; 0 uses a free one (8080); REMITFLEX_TLS_CERTIFICATE and
 *     REMITFLEX_TLS_KEY: PEM files of the certificate chain and of its private key
 * @param managementPort REMITFLEX_MANAGEMENT_PORT: TCP port for metrics and health, on the loopback
 *     address only; 0 uses a free one (0)
 * @param publicUrl REMITFLEX_PUBLIC_URL: base of every link (http://localhost:PORT, with TLS
 *     https://localhost:PORT)
 * @param databaseUrl REMITFLEX_DATABASE_URL: JDBC URL of a PostgreSQL 15 to 18, with one or more
 *     hosts; if unset, the embedded PostgreSQL is started
 * @param databasePassword REMITFLEX_DATABASE_PASSWORD: password for REMITFLEX_DATABASE_URL if the
 *     URL has none; if unset, from PGPASSFILE or the file pgpass in the data directory
 * @param dataDirectory REMITFLEX_DATA_DIR: directory of the embedded PostgreSQL's data and of the
 *     node's spool (./data)
 * @param secretsDirectory REMITFLEX_SECRETS_DIR: directory of the pepper (the data directory)
 * @param journalDirectory REMITFLEX_JOURNAL_DIR: directory of the revocation journal (journal in
 *     the data directory)
 * @param peppers REMITFLEX_PEPPER: the pepper itself, 64 hexadecimal digits, in place of its file;
 *     after a rotation all peppers, separated by commas, oldest first
 * @param leastPepper REMITFLEX_PEPPER_LEAST: the oldest version of the pepper whose row MACs are
 *     accepted (1)
 * @param rateLimitPerMinute REMITFLEX_RATE_LIMIT_PER_MINUTE: maximum requests per key per minute; 0
 *     disables the limit (300)
 * @param unauthorizedPerMinute REMITFLEX_UNAUTHORIZED_PER_MINUTE: maximum 401 responses per address
 *     and node per minute; 0 disables the limit (1000)
 * @param logRetentionDays REMITFLEX_LOG_RETENTION_DAYS: number of days that the request history is
 *     stored (90)
 * @param hosts REMITFLEX_LIVE_HOST: host name that accepts only live keys; REMITFLEX_SANDBOX_HOST:
 *     host name that accepts only sandbox keys
 * @param trustedProxies REMITFLEX_TRUSTED_PROXIES: addresses or CIDR blocks, separated by commas,
 *     of the proxies whose X-Forwarded-For or Forwarded header is trusted (none)
 * @param forwardedHeader REMITFLEX_FORWARDED_HEADER: the header that the proxies set:
 *     x-forwarded-for, forwarded, or either (either)
 * @param ownerEmail REMITFLEX_OWNER_EMAIL: login of the first account's owner (owner@localhost)
 * @param sandbox REMITFLEX_SANDBOX_PENDING_MILLIS (1000), _PROCESSING_MILLIS (2000),
 *     _SETTLED_MILLIS (2000), _RETURNED_MILLIS (5000), _REVIEW_MILLIS (60000) and _BLOCK_MILLIS
 *     (1000): the times of the sandbox
 * @param liveReview REMITFLEX_LIVE_REVIEW_DAYS: after how many days a live review that no operator
 *     has decided is rejected; 0: never (0)
 * @param blockedAddresses REMITFLEX_BLOCKED_ADDRESSES_FILE: file of the addresses whose deposits
 *     are held; if unset, no address is blocked
 * @param backups REMITFLEX_BACKUP_DIR: directory of the backups, in which WAL files are archived
 *     too; if unset, they are not archived; REMITFLEX_BACKUP_PASSPHRASE: encrypts the secrets in a
 *     backup
 * @param limits REMITFLEX_LARGEST_HEADERS_KIB (16), REMITFLEX_MOST_HEADERS (100),
 *     REMITFLEX_LARGEST_BODY_KIB (256), REMITFLEX_READ_TIMEOUT_MILLIS (30000),
 *     REMITFLEX_WRITE_TIMEOUT_MILLIS (30000) and REMITFLEX_IDLE_TIMEOUT_SECONDS (120): the limits
 *     of one connection; REMITFLEX_MAX_CONNECTIONS (10000) and
 *     REMITFLEX_MAX_CONNECTIONS_PER_ADDRESS (1000): the number of connections
 * @param drain REMITFLEX_DRAIN_SECONDS: how long a shutdown waits for requests in flight (20)
 * @param smtp REMITFLEX_SMTP_HOST, _PORT (587), _USER, _PASSWORD, _TLS (starttls, tls or none) and
 *     REMITFLEX_MAIL_FROM: the mail server; if unset, mail is written to the log
 * @param development REMITFLEX_DEVELOPMENT: 1 shows the component page in the Dashboard (0)
 * @param leakReportsPerMinute REMITFLEX_LEAK_REPORTS_PER_MINUTE: maximum reports of leaked keys per
 *     address and node per minute, and likewise of reports with an invalid signature; 0 disables
 *     the limit (30)
 * @param signInsPerMinute REMITFLEX_SIGN_INS_PER_MINUTE: maximum attempts to sign in, to reset a
 *     password or to accept an invitation, per network (IPv4 /24, IPv6 /48) and node per minute; 0
 *     disables the limit (60)
 * @param otlpEndpoint REMITFLEX_OTLP_ENDPOINT: base URL of the receiver of traces (none)
 * @param tracesPercent REMITFLEX_TRACES_PERCENT: how many of the traces that no client has begun
 *     are recorded (100)
 * @param githubKeys REMITFLEX_GITHUB_KEYS: file or URL of the keys with which GitHub signs its
 *     reports of leaked keys; if unset, its reports are not accepted
 * @param networks REMITFLEX_NETWORKS_FILE: file that describes the networks (none)
 * @param chainPoll REMITFLEX_CHAIN_POLL_MILLIS: time between two looks at each network (1000)
 * @param signer REMITFLEX_SIGNER: unix:PATH, tls://HOST:PORT or embedded; with
 *     REMITFLEX_SIGNER_SECRET_FILE, REMITFLEX_SIGNER_CERTIFICATE, REMITFLEX_SIGNER_DIR and
 *     REMITFLEX_SIGNER_PASSPHRASE_FILE; if unset, nothing is signed
 * @param webhookLoopback REMITFLEX_WEBHOOK_ALLOW_LOOPBACK: true lets sandbox webhook endpoints be
 *     plain HTTP on a loopback address (false)
 * @param rates REMITFLEX_RATES_FILE: file that describes the sources of live exchange rates (none)
 */
public record Config(
    Listener listener,
    int managementPort,
    String publicUrl,
    Optional<String> databaseUrl,
    Optional<String> databasePassword,
    Path dataDirectory,
    Path secretsDirectory,
    Path journalDirectory,
    List<String> peppers,
    int leastPepper,
    int rateLimitPerMinute,
    int unauthorizedPerMinute,
    int logRetentionDays,
    Map<Environment, String> hosts,
    List<AddressRange> trustedProxies,
    ForwardedHeader forwardedHeader,
    String ownerEmail,
    SandboxTimes sandbox,
    Optional<Duration> liveReview,
    Optional<Path> blockedAddresses,
    Backups backups,
    HttpLimits limits,
    Duration drain,
    Optional<SmtpSettings> smtp,
    boolean development,
    int leakReportsPerMinute,
    int signInsPerMinute,
    Optional<URI> otlpEndpoint,
    int tracesPercent,
    Optional<GithubKeys> githubKeys,
    List<ChainNetwork> networks,
    Duration chainPoll,
    Optional<SignerSettings> signer,
    boolean webhookLoopback,
    RateSettings rates) {

  static final String PREFIX = "REMITFLEX_";

  /**
   * How long the sandbox takes for what a bank or a network does.
   *
   * @param pending how long a payment stays `pending`
   * @param processing how long `processing`
   * @param settled how long `settled`
   * @param returned how long `delivered` before a return
   * @param review how long in review at most
   * @param block between two blocks of the sandbox's networks, which confirm deposits
   */
  public record SandboxTimes(
      Duration pending,
      Duration processing,
      Duration settled,
      Duration returned,
      Duration review,
      Duration block) {

    private static SandboxTimes read(SettingsReader settings) {
      return new SandboxTimes(
          settings.millis("SANDBOX_PENDING_MILLIS", 1_000),
          settings.millis("SANDBOX_PROCESSING_MILLIS", 2_000),
          settings.millis("SANDBOX_SETTLED_MILLIS", 2_000),
          settings.millis("SANDBOX_RETURNED_MILLIS", 5_000),
          settings.millis("SANDBOX_REVIEW_MILLIS", 60_000),
          settings.millis("SANDBOX_BLOCK_MILLIS", 1_000));
    }
  }

  /** Where backups are, and what encrypts the secrets in them. */
  public record Backups(Optional<Path> directory, Optional<String> passphrase) {
    private static Backups read(SettingsReader settings, Path data) {
      return new Backups(
          settings.find("BACKUP_DIR").map(text -> settings.path("BACKUP_DIR", data)),
          settings.find("BACKUP_PASSPHRASE"));
    }
  }

  /** The configured database with its password; empty for the embedded one. */
  public Optional<DatabaseAddress> databaseAddress() {
    return databaseUrl
        .map(DatabaseAddress::of)
        .map(address -> address.with(databasePassword, dataDirectory));
  }

  /** The directory of the archived WAL. */
  Optional<Path> walArchive() {
    return backups.directory().map(WalArchive::in);
  }

  /** The settings are invalid; the message lists every error. */
  public static final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ConfigException(List<String> errors) {
      super("RemitFlex cannot start with these settings:\n  - " + String.join("\n  - ", errors));
    }
  }

  /**
   * Reads the settings.
   *
   * @throws ConfigException with all errors at once
   */
  public static Config read(Map<String, String> environment) {
    List<String> errors = new ArrayList<>();
    Map<String, String> values = file(environment, errors);
    values.putAll(variables(environment, errors));
    Config config = read(new SettingsReader(values, errors));
    if (config.hosts().size() != Set.copyOf(config.hosts().values()).size()) {
      errors.add("REMITFLEX_LIVE_HOST and REMITFLEX_SANDBOX_HOST must be two different names.");
    }
    if (config.managementPort() != 0 && config.managementPort() == config.listener().port()) {
      errors.add("REMITFLEX_PORT and REMITFLEX_MANAGEMENT_PORT must be two different ports.");
    }
    requireEncryption(config, errors);
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
    return config;
  }

  /** Keys must not cross a network in plain text. */
  private static void requireEncryption(Config config, List<String> errors) {
    if (!config.listener().isLocal()
        && !config.listener().isTls()
        && config.trustedProxies().isEmpty()) {
      errors.add(
          "REMITFLEX_LISTEN: other machines may connect only with TLS. Set"
              + " REMITFLEX_TLS_CERTIFICATE and REMITFLEX_TLS_KEY, or name the proxies that"
              + " terminate TLS in REMITFLEX_TRUSTED_PROXIES, or use 127.0.0.1.");
    }
  }

  private static Config read(SettingsReader settings) {
    Listener listener = settings.listener();
    Path data = settings.path("DATA_DIR", Path.of("data"));
    return new Config(
        listener,
        settings.number("MANAGEMENT_PORT", 0, 0, 65_535),
        settings.publicUrl("PUBLIC_URL", listener.scheme() + "://localhost:" + listener.port()),
        settings.databaseUrl("DATABASE_URL"),
        settings.find("DATABASE_PASSWORD"),
        data,
        settings.path("SECRETS_DIR", data),
        settings.path("JOURNAL_DIR", data.resolve("journal")),
        settings.peppers("PEPPER"),
        settings.number("PEPPER_LEAST", 1, 1, 1_000),
        settings.number("RATE_LIMIT_PER_MINUTE", 300, 0, 1_000_000),
        settings.number("UNAUTHORIZED_PER_MINUTE", 1_000, 0, 1_000_000),
        settings.number("LOG_RETENTION_DAYS", 90, 1, 3_650),
        hosts(settings),
        settings.ranges("TRUSTED_PROXIES"),
        settings.forwardedHeader("FORWARDED_HEADER"),
        settings.email("OWNER_EMAIL", "owner@localhost"),
        SandboxTimes.read(settings),
        liveReview(settings),
        settings.blockedAddresses("BLOCKED_ADDRESSES_FILE"),
        Backups.read(settings, data),
        settings.limits(),
        Duration.ofSeconds(settings.number("DRAIN_SECONDS", 20, 0, 3_600)),
        settings.smtp(),
        settings.number("DEVELOPMENT", 0, 0, 1) == 1,
        settings.number("LEAK_REPORTS_PER_MINUTE", 30, 0, 1_000_000),
        settings.number("SIGN_INS_PER_MINUTE", 60, 0, 1_000_000),
        settings.endpoint("OTLP_ENDPOINT"),
        settings.number("TRACES_PERCENT", 100, 0, 100),
        settings.githubKeys("GITHUB_KEYS"),
        settings.networks("NETWORKS_FILE"),
        Duration.ofMillis(settings.number("CHAIN_POLL_MILLIS", 1_000, 50, 60_000)),
        new SignerSettingsReader(settings).read(),
        settings.flag("WEBHOOK_ALLOW_LOOPBACK"),
        settings.rates("RATES_FILE"));
  }

  private static Map<Environment, String> hosts(SettingsReader settings) {
    Map<Environment, String> hosts = new EnumMap<>(Environment.class);
    settings.host("LIVE_HOST").ifPresent(host -> hosts.put(Environment.LIVE, host));
    settings.host("SANDBOX_HOST").ifPresent(host -> hosts.put(Environment.SANDBOX, host));
    return Collections.unmodifiableMap(hosts);
  }

  private static Optional<Duration> liveReview(SettingsReader settings) {
    int days = settings.number("LIVE_REVIEW_DAYS", 0, 0, 365);
    return days == 0 ? Optional.empty() : Optional.of(Duration.ofDays(days));
  }

  private static Map<String, String> variables(
      Map<String, String> environment, List<String> errors) {
    Map<String, String> values = new HashMap<>();
    environment.forEach((name, value) -> {
      if (name.startsWith(PREFIX)) {
        values.put(name, value);
        if (value.indexOf('\uFFFD') >= 0) {
          errors.add(
              name
                  + " is not UTF-8, or the locale is not UTF-8, so that characters were lost."
                  + " Start RemitFlex with ./remitflex, or set LC_ALL=C.UTF-8.");
        }
      }
    });
    return values;
  }

  private static Map<String, String> file(Map<String, String> environment, List<String> errors) {
    Map<String, String> values = new HashMap<>();
    String name = environment.get(PREFIX + "CONFIG_FILE");
    if (name == null) {
      return values;
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(name))) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      errors.add("REMITFLEX_CONFIG_FILE: cannot read " + name + ". Set it to a readable file.");
    }
    for (String key : new TreeSet<>(properties.stringPropertyNames())) {
      if (key.startsWith(PREFIX)) {
        values.put(key, properties.getProperty(key));
      } else {
        errors.add(name + ": " + key + " is not a setting. Settings begin with REMITFLEX_.");
      }
    }
    return values;
  }
}
