package com.remitflex.web.cli.signer;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.rails.signer.PayoutAuthorization;
import com.remitflex.features.rails.signer.SignedAuthorization;
import com.remitflex.features.rails.signer.Signer;
import com.remitflex.features.rails.signer.SignerAddresses;
import com.remitflex.features.rails.signer.SignerReply;
import com.remitflex.features.rails.signer.SignerSettings;
import com.remitflex.features.rails.signer.TestSigner;
import com.remitflex.features.rails.signer.wire.SignerConnection;
import com.remitflex.testing.Await;
import com.remitflex.testing.ProductJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the guide, as processes, of which one is killed. */
@Tag("process")
class SignerGuideTest {
  private static final Path GUIDE = Path.of("docs/operations/signer.md");
  private static final Pattern WORDS = Pattern.compile("(?m)^    ([a-z]+(?: [a-z]+){23})$");

  @TempDir private Path directory;

  private final List<Process> processes = new ArrayList<>();
  private int runs;

  @AfterEach
  void stop() throws InterruptedException {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
  }

  /** The arguments of a command of the guide. */
  private static List<String> command(String name) throws IOException {
    return Files.readAllLines(GUIDE).stream()
        .filter(line -> line.startsWith("./remitflex signer " + name + " "))
        .map(line -> List.of(line.split(" ", -1)))
        .map(words -> words.subList(1, words.size()))
        .findFirst()
        .orElseThrow();
  }

  private record Run(Process process, Path output) {
    String text() {
      try {
        return Files.readString(output);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Run launch(List<String> arguments) throws IOException {
    Path output = directory.resolve(++runs + ".out");
    ProcessBuilder builder =
        new ProcessBuilder(ProductJvm.command(arguments.toArray(String[]::new)))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("REMITFLEX_"));
    Process process = builder.start();
    processes.add(process);
    return new Run(process, output);
  }

  private Run started() throws IOException {
    Run run = launch(command("up"));
    Await.until(
        "the signer listens",
        Duration.ofSeconds(60),
        () -> {
          assertThat(run.process().isAlive()).as(run.text()).isTrue();
          return run.text().contains("Press Ctrl-C");
        });
    return run;
  }

  private static SignedAuthorization done(SignerReply<SignedAuthorization> reply) {
    assertThat(reply).isInstanceOf(SignerReply.Done.class);
    return ((SignerReply.Done<SignedAuthorization>) reply).value();
  }

  @Test
  void theGuideCreatesASignerThatOutlivesAKill() throws Exception {
    Path passphrase = Files.writeString(directory.resolve("passphrase"), TestSigner.PASSPHRASE);
    Files.setPosixFilePermissions(passphrase, PosixFilePermissions.fromString("rw-------"));
    List<String> init = new ArrayList<>(command("init"));
    init.add("--light");
    Run created = launch(init);
    assertThat(created.process().waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(created.process().exitValue()).as(created.text()).isZero();
    Matcher words = WORDS.matcher(created.text());
    assertThat(words.find()).isTrue();
    assertFilesArePrivate();
    Run again = launch(init);
    assertThat(again.process().waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(again.process().exitValue()).isEqualTo(1);
    assertThat(again.text()).contains("is not empty. Nothing was changed.");

    Run run = started();
    assertNoSecret(run, words.group(1));
    try (Signer client =
        SignerConnection.open(
            new SignerSettings.Unix(
                directory.resolve("keys/socket"), directory.resolve("keys/shared-secret")))) {
      allowPayouts(client);
      restart(run, false);
      run = started();
      PayoutAuthorization payout = TestSigner.payout(Clock.systemUTC(), 1, 1_000_000);
      SignedAuthorization signed = done(client.signPayout(payout));
      Run second = launch(command("up"));
      assertThat(second.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(second.text()).contains("Another process uses the signer");
      restart(run, true);
      assertThat(client.health()).isInstanceOf(SignerReply.Unavailable.class);
      run = started();
      assertThat(done(client.signPayout(payout))).isEqualTo(signed);
      assertThat(client.signPayout(TestSigner.payout(Clock.systemUTC(), 1, 2)).toString())
          .contains("NONCE_USED");
      assertNoSecret(run, words.group(1));
    }
  }

  private void restart(Run run, boolean isKill) throws Exception {
    if (isKill) {
      run.process().destroyForcibly().waitFor();
    } else {
      run.process().destroy();
      assertThat(run.process().waitFor()).isZero();
      assertThat(run.text()).endsWith("Stopped.\n");
    }
  }

  private void allowPayouts(Signer client) throws IOException {
    SignerAddresses addresses = ((SignerReply.Done<SignerAddresses>) client.addresses()).value();
    TestSigner.allowPayouts(directory.resolve("keys"), addresses);
  }

  private void assertFilesArePrivate() throws IOException {
    Path keys = directory.resolve("keys");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)))
        .isEqualTo("rwx------");
    try (Stream<Path> files = Files.list(keys)) {
      for (Path file : files.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as(file.toString())
            .isEqualTo("rw-------");
      }
    }
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.contains("partial"));
    }
  }

  /** Neither in the process list nor in the environment nor in the output. */
  private static void assertNoSecret(Run run, String mnemonic) throws IOException {
    Path process = Path.of("/proc", Long.toString(run.process().pid()));
    String words = mnemonic.substring(0, mnemonic.indexOf(' ', mnemonic.indexOf(' ') + 1));
    for (String text :
        List.of(
            run.text(),
            Files.exists(process) ? Files.readString(process.resolve("cmdline")) : "",
            Files.exists(process) ? Files.readString(process.resolve("environ")) : "")) {
      assertThat(text).doesNotContain(TestSigner.PASSPHRASE).doesNotContain(words);
    }
  }
}
