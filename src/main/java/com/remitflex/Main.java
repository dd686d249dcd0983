package com.remitflex;

import com.remitflex.features.accounts.deposits.addresses.AddressLog;
import com.remitflex.features.apikeys.journal.RevocationJournal;
import com.remitflex.features.rails.demo.DemoChain;
import com.remitflex.features.rails.demo.DemoChainException;
import com.remitflex.features.rails.signer.SignerException;
import com.remitflex.platform.database.DatabaseAddress;
import com.remitflex.platform.database.DatabaseStartException;
import com.remitflex.platform.database.EmbeddedPostgres;
import com.remitflex.platform.database.SqlErrorKind;
import com.remitflex.platform.database.backup.BackupException;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.text.ApiKeyText;
import com.remitflex.web.cli.AccountsCommand;
import com.remitflex.web.cli.AlertsCommand;
import com.remitflex.web.cli.AuditCommand;
import com.remitflex.web.cli.BackupCommand;
import com.remitflex.web.cli.CommandContext;
import com.remitflex.web.cli.CommandContextFactory;
import com.remitflex.web.cli.Console;
import com.remitflex.web.cli.DatabaseUrlCommand;
import com.remitflex.web.cli.DepositsCommand;
import com.remitflex.web.cli.DoctorCommand;
import com.remitflex.web.cli.KeysCommand;
import com.remitflex.web.cli.LogsCommand;
import com.remitflex.web.cli.OperatorsCommand;
import com.remitflex.web.cli.PeopleCommand;
import com.remitflex.web.cli.RestoreCommand;
import com.remitflex.web.cli.SecretsCommand;
import com.remitflex.web.cli.SignerCheck;
import com.remitflex.web.cli.UpgradeCommand;
import com.remitflex.web.cli.VersionCommand;
import com.remitflex.web.cli.corridors.CorridorsCommand;
import com.remitflex.web.cli.demo.DemoChainCommand;
import com.remitflex.web.cli.events.ListenCommand;
import com.remitflex.web.cli.events.TriggerCommand;
import com.remitflex.web.cli.rates.RatesCommand;
import com.remitflex.web.cli.reviews.ReviewRulesCommand;
import com.remitflex.web.cli.signer.SignerCommand;
import com.remitflex.web.cli.treasury.ReconcileCommand;
import com.remitflex.web.cli.treasury.TreasuryCommand;
import com.remitflex.web.cli.treasury.TreasurySettings;
import com.remitflex.web.cli.webhooks.WebhooksCommand;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line; the command `up` is the server. */
@Command(
    name = "remitflex",
    mixinStandardHelpOptions = true,
    description = "Self-hostable platform for cross-border stablecoin payments.")
public final class Main {
  /**
   * Disabled: the driver's log masks no secrets, and its exceptions contain the same information.
   */
  private static final Logger DRIVER_LOG = Logger.getLogger("org.postgresql");

  private static final char REPLACEMENT = '\uFFFD';
  private static final int USAGE_ERROR = 2;

  private Main() {}

  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String[] args) {
    return run(args, System.getenv());
  }

  /** Runs one command with these settings and returns its exit status. */
  public static int run(String[] args, Map<String, String> environment) {
    DRIVER_LOG.setLevel(Level.OFF);
    Optional<String> damaged = Arrays.stream(args).filter(Main::isDamaged).findFirst();
    if (damaged.isPresent()) {
      Console.fail(
          "The argument '"
              + ApiKeyText.mask(damaged.get())
              + "' is not UTF-8, or the locale is not UTF-8, so that characters were lost. Nothing"
              + " was done. Start RemitFlex with ./remitflex, or set LC_ALL=C.UTF-8.");
      return USAGE_ERROR;
    }
    CommandLine commands = commands(args, environment);
    return args.length == 0 ? usage(commands) : commands.execute(args);
  }

  private static CommandContext open(Map<String, String> environment) {
    // While there is one thread: SLF4J reports on standard error when several start it together.
    LoggerFactory.getILoggerFactory();
    Config config = configOfCommand(environment);
    Storage storage = Storage.join(config, Console::notice);
    RevocationJournal journal =
        new RevocationJournal(storage.database(), storage.hasher(), config.journalDirectory());
    AddressLog addressLog =
        new AddressLog(storage.database(), storage.hasher(), config.journalDirectory());
    return new CommandContext(
        storage.database(),
        storage.hasher(),
        storage.trail(),
        config.publicUrl(),
        (database, engine) ->
            DepositParts.addresses(config.networks(), database, engine, addressLog),
        context -> TreasuryParts.forCommand(config, context),
        config.webhookLoopback(),
        journal::write,
        storage::close);
  }

  /** The commands by name, in the order of the usage text. */
  static Map<String, Supplier<Object>> byName(Map<String, String> environment) {
    CommandContextFactory contexts = () -> open(environment);
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("up", UpCommand::new);
    commands.put("accounts", () -> new AccountsCommand(contexts));
    commands.put("keys", () -> new KeysCommand(contexts));
    commands.put("alerts", () -> new AlertsCommand(contexts));
    commands.put("audit", () -> new AuditCommand(contexts));
    commands.put("logs", () -> new LogsCommand(contexts));
    commands.put("review-rules", () -> new ReviewRulesCommand(contexts));
    commands.put("deposits", () -> new DepositsCommand(contexts));
    commands.put("corridors", () -> new CorridorsCommand(contexts));
    commands.put("rates", () -> new RatesCommand(() -> Config.read(environment).rates(), contexts));
    commands.put("treasury", () -> TreasuryCommand.of(contexts, () -> treasury(environment)));
    commands.put("reconcile", () -> new ReconcileCommand(contexts));
    Supplier<String> publicUrl = () -> Config.read(environment).publicUrl();
    commands.put("listen", () -> new ListenCommand(environment, publicUrl));
    commands.put("trigger", () -> new TriggerCommand(environment, publicUrl));
    commands.put("webhooks", () -> new WebhooksCommand(contexts));
    commands.put("people", () -> new PeopleCommand(contexts));
    commands.put("operators", () -> new OperatorsCommand(contexts));
    commands.put(
        "secrets",
        () -> new SecretsCommand(contexts, () -> Config.read(environment).secretsDirectory()));
    commands.put(
        "backup", () -> new BackupCommand(request -> new BackupJob(environment).run(request)));
    commands.put(
        "restore", () -> new RestoreCommand(request -> new RestoreJob(environment).run(request)));
    commands.put("database-url", () -> new DatabaseUrlCommand(() -> databaseUrl(environment)));
    commands.put(
        "doctor",
        () ->
            new DoctorCommand(
                contexts, () -> signerCheck(environment), () -> Config.read(environment).rates()));
    commands.put("upgrade", () -> new UpgradeCommand(() -> databaseAddress(environment)));
    commands.put("signer", () -> new SignerCommand(environment));
    commands.put(
        "demo-chain", () -> new DemoChainCommand(() -> Config.read(environment).dataDirectory()));
    commands.put("version", VersionCommand::new);
    return commands;
  }

  /** The settings of a command; where a demo chain runs, it is the network, as for its server. */
  private static Config configOfCommand(Map<String, String> environment) {
    Config config = Config.read(environment);
    if (!config.networks().isEmpty() || config.signer().isPresent()) {
      return config;
    }
    Map<String, String> demo = DemoChain.settingsOfRunning(config.dataDirectory());
    return demo.isEmpty() ? config : Config.read(merged(environment, demo));
  }

  /** Settings, of which the second ones take precedence. */
  static Map<String, String> merged(Map<String, String> settings, Map<String, String> more) {
    Map<String, String> all = new HashMap<>(settings);
    all.putAll(more);
    return all;
  }

  private static SignerCheck signerCheck(Map<String, String> environment) {
    Config config = configOfCommand(environment);
    return SignerCheck.of(config.signer(), !config.networks().isEmpty());
  }

  private static TreasurySettings treasury(Map<String, String> environment) {
    return new TreasurySettings(
        configOfCommand(environment).networks(), () -> signerCheck(environment));
  }

  /** Reading the options of all commands takes long, so the command that is called is the only. */
  private static CommandLine commands(String[] args, Map<String, String> environment) {
    Map<String, Supplier<Object>> all = byName(environment);
    CommandLine commands = new CommandLine(new Main());
    Optional<Supplier<Object>> called = Arrays.stream(args).findFirst().map(all::get);
    called
        .map(List::of)
        .orElseGet(() -> List.copyOf(all.values()))
        .forEach(command -> commands.addSubcommand(command.get()));
    setVersion(commands);
    return commands
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(Instant.class, Main::time)
        .setParameterExceptionHandler((exception, arguments) -> usageError(exception))
        .setExecutionExceptionHandler((exception, command, result) -> failed(exception));
  }

  /** Lets {@code --version} print the same after every command. */
  private static void setVersion(CommandLine commands) {
    commands.getCommandSpec().versionProvider(VersionCommand::lines);
    commands.getSubcommands().values().forEach(Main::setVersion);
  }

  /** Every command with its options, as the manual shows them. */
  static CommandLine allCommands() {
    return commands(new String[0], Map.of());
  }

  /**
   * Whether an argument contains U+FFFD, with which Java replaces bytes that are invalid in the
   * locale's character set: what was typed is no longer known.
   */
  private static boolean isDamaged(String argument) {
    return argument.indexOf(REPLACEMENT) >= 0;
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new CommandLine.TypeConversionException(
          "'" + text + "' is not a time in UTC, for example 2027-01-31T00:00:00Z");
    }
  }

  private static int usage(CommandLine commands) {
    commands.usage(System.out);
    return 0;
  }

  /** Prints the error, with any mistyped key masked, and the usage. */
  private static int usageError(CommandLine.ParameterException exception) {
    PrintWriter err = exception.getCommandLine().getErr();
    err.println(ApiKeyText.mask(text(exception)));
    exception.getCommandLine().usage(err);
    return exception.getCommandLine().getCommandSpec().exitCodeOnInvalidInput();
  }

  private static Optional<DatabaseAddress> databaseAddress(Map<String, String> environment) {
    Config config = Config.read(environment);
    return config.databaseAddress().or(() -> EmbeddedPostgres.running(config.dataDirectory()));
  }

  private static Optional<String> databaseUrl(Map<String, String> environment) {
    Config config = Config.read(environment);
    return config
        .databaseUrl()
        .or(() -> EmbeddedPostgres.running(config.dataDirectory()).map(DatabaseAddress::jdbcUrl));
  }

  /**
   * Prints a message for an error that the operator can fix; a bug is thrown, with its stack trace.
   */
  private static int failed(Exception failure) throws Exception {
    return switch (failure) {
      case ApiException rejection -> Console.fail(rejection.error().message());
      case DatabaseStartException start -> Console.fail(text(start));
      case SignerException signer -> Console.fail(text(signer));
      case DemoChainException demo -> Console.fail(text(demo));
      case BackupException backup -> Console.fail(text(backup));
      case Config.ConfigException settings -> Console.fail(text(settings));
      default -> {
        if (SqlErrorKind.find(failure).filter(kind -> kind == SqlErrorKind.AWAY).isPresent()) {
          yield Console.fail("The database does not respond. Check that it runs, then try again.");
        }
        throw failure;
      }
    };
  }

  /** The message of an exception. */
  private static String text(Exception failure) {
    return Objects.requireNonNullElse(failure.getMessage(), failure.toString());
  }
}
