package com.remitflex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The systemd unit is valid, and what it says about its exposure is what systemd finds. */
@Tag("process")
class SystemdUnitTest {
  private static final Path UNIT = Path.of("ops/systemd/remitflex.service");
  private static final Path USER = Path.of("ops/systemd/remitflex.sysusers");
  private static final Path INSTALLING = Path.of("docs/operations/installing.md");
  private static final Pattern EXPOSURE =
      Pattern.compile("Overall exposure level for remitflex(?:-signer)?\\.service: ([0-9.]+)");

  @TempDir private Path directory;

  private record Ended(int status, String output) {}

  @BeforeEach
  void requireSystemd() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "systemd is not installed");
  }

  private Ended run(String... command) throws Exception {
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), Files.readString(output));
  }

  /** The unit, with the launcher of this checkout instead of the one in /opt. */
  private Path installed(String name) throws IOException {
    String unit = Files.readString(UNIT.resolveSibling(name + ".service"));
    assertThat(unit)
        .contains(
            name.equals("remitflex")
                ? "ExecStart=/opt/remitflex/remitflex up"
                : "ExecStart=/opt/remitflex/remitflex signer up");
    return Files.writeString(
        directory.resolve(name + ".service"),
        unit.replace("/opt/remitflex/remitflex", Path.of("remitflex").toAbsolutePath().toString()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"remitflex", "remitflex-signer"})
  void theUnitHasNoErrors(String name) throws Exception {
    Ended ended = run("systemd-analyze", "verify", installed(name).toString());

    assertThat(ended.output()).isEmpty();
    assertThat(ended.status()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"remitflex", "remitflex-signer"})
  void theExposureIsAsDocumented(String name) throws Exception {
    Ended ended =
        run(
            "systemd-analyze",
            "security",
            "--offline=yes",
            "--no-pager",
            "--threshold=30",
            installed(name).toString());

    assertThat(ended.status()).as(ended.output()).isZero();
    Matcher exposure = EXPOSURE.matcher(ended.output());
    assertThat(exposure.find()).as(ended.output()).isTrue();
    assertThat(Double.parseDouble(exposure.group(1))).isLessThan(2.0);
    assertThat(Files.readString(INSTALLING)).contains("reports below 2.0");
  }

  /** The signer's memory contains keys, and its user is not the platform's. */
  @Test
  void theSignerIsApartFromThePlatform() throws IOException {
    List<String> lines = Files.readAllLines(UNIT.resolveSibling("remitflex-signer.service"));

    assertThat(lines)
        .contains("User=remitflex-signer", "LimitCORE=0", "MemorySwapMax=0", "PrivateNetwork=yes");
    assertThat(Files.readAllLines(USER)).anyMatch(line -> line.startsWith("u remitflex-signer "));
  }

  /** Each of these was needed in a run under systemd: without it, a stop or a start fails. */
  @Test
  void theServerStopsItsPostgresItselfAndMayCompile() throws IOException {
    List<String> lines = Files.readAllLines(UNIT);

    assertThat(lines)
        .contains("KillMode=mixed", "Restart=on-failure", "StateDirectory=remitflex")
        .noneMatch(line -> line.startsWith("MemoryDenyWriteExecute="))
        .noneMatch(line -> line.startsWith("DynamicUser="));
    assertThat(lines).contains("User=remitflex");
    assertThat(Files.readAllLines(USER)).anyMatch(line -> line.startsWith("u remitflex "));
  }
}
