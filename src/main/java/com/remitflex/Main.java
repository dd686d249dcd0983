package com.remitflex;

import com.remitflex.platform.database.DatabaseAddress;
import com.remitflex.platform.database.DatabaseStartException;
import com.remitflex.platform.database.EmbeddedPostgres;
import com.remitflex.platform.database.SqlErrorKind;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.text.ApiKeyText;
import com.remitflex.web.cli.AccountsCommand;
import com.remitflex.web.cli.AlertsCommand;
import com.remitflex.web.cli.AuditCommand;
import com.remitflex.web.cli.CommandContext;
import com.remitflex.web.cli.CommandContextFactory;
import com.remitflex.web.cli.Console;
import com.remitflex.web.cli.DatabaseUrlCommand;
import com.remitflex.web.cli.DoctorCommand;
import com.remitflex.web.cli.KeysCommand;
import com.remitflex.web.cli.LogsCommand;
import com.remitflex.web.cli.PeopleCommand;
import com.remitflex.web.cli.SecretsCommand;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Start: the command line, of which `up` is the server. */
@Command(
    name = "remitflex",
    mixinStandardHelpOptions = true,
    description = "Self-hostable platform for cross-border stablecoin payments.")
public final class Main {
  /** The driver's own log masks nothing, and its exceptions say the same. */
  private static final Logger DRIVER_LOG = Logger.getLogger("org.postgresql");

  private static final char LOST = '\uFFFD';
  private static final int MISTYPED = 2;

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
    Optional<String> lost = Arrays.stream(args).filter(Main::isLost).findFirst();
    if (lost.isPresent()) {
      Console.fail(
          "The argument '"
              + ApiKeyText.mask(lost.get())
              + "' is not UTF-8, or the locale is not, so that characters were lost. Nothing was"
              + " done. Start ./remitflex, or set LC_ALL=C.UTF-8.");
      return MISTYPED;
    }
    CommandContextFactory workshop =
        () -> {
          Config config = Config.read(environment);
          Storage storage = Storage.join(config, Console::tell);
          return new CommandContext(
              storage.database(),
              storage.hasher(),
              storage.trail(),
              config.publicUrl(),
              storage::close);
        };
    CommandLine commands =
        new CommandLine(new Main())
            .addSubcommand(new UpCommand())
            .addSubcommand(new AccountsCommand(workshop))
            .addSubcommand(new KeysCommand(workshop))
            .addSubcommand(new AlertsCommand(workshop))
            .addSubcommand(new AuditCommand(workshop))
            .addSubcommand(new LogsCommand(workshop))
            .addSubcommand(new PeopleCommand(workshop))
            .addSubcommand(
                new SecretsCommand(workshop, () -> Config.read(environment).secretsDirectory()))
            .addSubcommand(new DatabaseUrlCommand(() -> databaseUrl(environment)))
            .addSubcommand(new DoctorCommand(workshop))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .registerConverter(Instant.class, Main::time)
            .setParameterExceptionHandler((mistake, words) -> mistyped(mistake))
            .setExecutionExceptionHandler((failure, command, result) -> failed(failure));
    return args.length == 0 ? usage(commands) : commands.execute(args);
  }

  /**
   * Whether an argument has U+FFFD, by which Java replaces what is not in the character set of the
   * locale: what was typed cannot be known any more.
   */
  private static boolean isLost(String argument) {
    return argument.indexOf(LOST) >= 0;
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new CommandLine.TypeConversionException(
          "'" + text + "' is no time in UTC such as 2027-01-31T00:00:00Z");
    }
  }

  private static int usage(CommandLine commands) {
    commands.usage(System.out);
    return 0;
  }

  /** What is wrong, without repeating a key that was typed in the wrong place, and the usage. */
  private static int mistyped(CommandLine.ParameterException mistake) {
    PrintWriter err = mistake.getCommandLine().getErr();
    err.println(ApiKeyText.mask(text(mistake)));
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(mistake, err)) {
      mistake.getCommandLine().usage(err);
    }
    return mistake.getCommandLine().getCommandSpec().exitCodeOnInvalidInput();
  }

  private static Optional<String> databaseUrl(Map<String, String> environment) {
    Config config = Config.read(environment);
    return config
        .databaseUrl()
        .or(() -> EmbeddedPostgres.running(config.dataDirectory()).map(DatabaseAddress::jdbcUrl));
  }

  /** One sentence for what an operator can mend; the whole story for a bug. */
  private static int failed(Exception failure) throws Exception {
    return switch (failure) {
      case ApiException refused -> Console.fail(refused.error().message());
      case DatabaseStartException start -> Console.fail(text(start));
      case Config.ConfigException settings -> Console.fail(text(settings));
      default -> {
        if (SqlErrorKind.find(failure).filter(fault -> fault == SqlErrorKind.AWAY).isPresent()) {
          yield Console.fail("The database does not answer: check that it runs, then try again.");
        }
        throw failure;
      }
    };
  }

  /** What a failure says to the operator. */
  private static String text(Exception failure) {
    return Objects.requireNonNullElse(failure.getMessage(), failure.toString());
  }
}
