package com.remitflex;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.ids.BuildInfo;
import com.remitflex.testing.Commands;
import com.remitflex.testing.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The error for a mistyped command, which is reported before anything is opened. */
class CommandUsageTest {
  /** What the launcher does without the product. */
  private static final List<String> OF_THE_LAUNCHER =
      List.of("test", "bench", "setup", "screenshots", "package", "java-home", "help");

  private static Ended run(String command) {
    return Commands.run(Map.of(), command.isEmpty() ? new String[0] : command.split(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "keys | Missing required subcommand",
        "keys create | Missing required options",
        "keys create --environment test --scope read --name n | --environment",
        "keys create --environment live --scope owner --name n | --scope",
        "keys create --environment live --scope read --name n --expires-at tomorrow"
            + " | 2027-01-31T00:00:00Z",
        "keys create --environment live --scope read --name n --rate-limit many | --rate-limit",
        "keys roll | Missing required parameter: 'ID'",
        "keys roll key_1 --grace-seconds soon | --grace-seconds",
        "keys list --status dead | --status",
        "keys revoke | Missing required parameter: 'ID'",
        "accounts create | Missing required option",
        "accounts verify acc_1 --level best | --level",
        "audit list --limit ten | --limit",
        "deposits | Missing required subcommand",
        "deposits list --status paid | --status",
        "deposits address base | Missing required option",
        "deposits show | Missing required parameter: 'ID'",
        "treasury | Missing required subcommand",
        "treasury pause base | Missing required option",
        "treasury resume --all --cause bored --reason x | --cause",
        "people confirm | Missing required parameter: 'EMAIL'",
        "doctor now | Unmatched argument",
        "upgrade | Missing required option",
        "signer | Missing required subcommand",
        "signer init | Missing required parameter: 'DIR'",
        "signer up | Missing required parameter: 'DIR'",
        "signer init --relayers many signer | --relayers",
        "demo-chain | Missing required subcommand",
        "demo-chain send --amount 25 | Missing required option: '--to=<to>'",
        "demo-chain send --to 0x1 | Missing required option: '--amount=<amount>'",
        "up --demo | --demo",
        "backup | Missing required parameter: 'DIR'",
        "restore --to yesterday backups | 2027-01-31T00:00:00Z",
        "kyes | Unmatched argument"
      })
  void aCommandThatIsMistypedIsExplained(String command, String part) {
    Ended told = run(command);

    assertThat(told.status()).as(told.err()).isEqualTo(2);
    assertThat(told.out()).isEmpty();
    assertThat(told.err().lines().findFirst().orElse("")).contains(part);
    assertThat(told.err()).contains("Usage: remitflex").doesNotContain("Exception");
  }

  /** Each is built only when it is called, so its name stands twice. */
  @Test
  void everyCommandIsFoundByItsName() {
    Main.byName(Map.of())
        .forEach((name, command) ->
            assertThat(new CommandLine(command.get()).getCommandName()).isEqualTo(name));
    assertThat(run("--help").out())
        .contains(Main.byName(Map.of()).keySet().stream().map(name -> "  " + name + " ").toList());
  }

  /** The text of ./remitflex help, which is there before anything is built. */
  @Test
  void theLauncherNamesEveryCommand() throws IOException {
    String launcher = Files.readString(Path.of("remitflex"));
    String help =
        launcher.substring(launcher.indexOf("\nhelp() {"), launcher.indexOf("\ntest_help"));
    List<String> named =
        Pattern.compile("^  ([a-z-]+)(?= .*  )", Pattern.MULTILINE)
            .matcher(help)
            .results()
            .map(line -> line.group(1))
            .filter(name -> !OF_THE_LAUNCHER.contains(name))
            .toList();

    assertThat(named).containsExactlyInAnyOrderElementsOf(Main.byName(Map.of()).keySet());
  }

  static Stream<String> commands() {
    return Main.byName(Map.of()).values().stream()
        .flatMap(command -> withParts("", new CommandLine(command.get())));
  }

  private static Stream<String> withParts(String parent, CommandLine command) {
    String name = parent + command.getCommandName();
    return Stream.concat(
        Stream.of(name),
        command.getSubcommands().values().stream().flatMap(part -> withParts(name + " ", part)));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasHelp(String command) {
    Ended told = run(command + " --help");

    assertThat(told.status()).isZero();
    assertThat(told.out()).startsWith("Usage: remitflex " + command);
    assertThat(told.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"version", "--version", "-V", "keys --version", "keys create --version"})
  void theVersionIsThatOfTheBuild(String command) {
    Ended told = run(command);
    BuildInfo build = BuildInfo.current();

    assertThat(told.status()).isZero();
    assertThat(told.out().lines().map(line -> line.split(" +", 2)[0]))
        .containsExactly("RemitFlex", "Commit", "Date", "Java");
    assertThat(told.out())
        .startsWith("RemitFlex " + build.version() + "\n")
        .contains("Commit    " + build.commit().orElse(BuildInfo.UNKNOWN));
    assertThat(told.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "keys create --environment sandbox --scope read --name",
        "keys revoke key_1",
        "keys"
      })
  void aKeyThatIsTypedInTheWrongPlaceIsNotRepeated(String command) {
    String key = "rf_test_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg1TPEZZ";

    Ended told = run(command + " x " + key);

    assertThat(told.status()).isEqualTo(2);
    assertThat(told.err()).contains("rf_test_0123").doesNotContain(key);
  }
}
