package com.remitflex.web.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.rails.signer.SettableClock;
import com.remitflex.features.rails.signer.SignerSettings;
import com.remitflex.features.rails.signer.TestSigner;
import com.remitflex.features.rails.signer.service.LocalSigner;
import com.remitflex.features.rails.signer.wire.SharedSecret;
import com.remitflex.features.rails.signer.wire.SignerServer;
import com.remitflex.features.rails.signer.wire.UnixListening;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What `doctor` says about the signer. */
class SignerCheckTest {
  @TempDir private Path directory;

  private final SettableClock clock = new SettableClock(Instant.parse("2027-01-31T12:00:00Z"));
  private TestSigner files;

  @BeforeEach
  void create() {
    files = TestSigner.create(directory.resolve("signer"));
  }

  private SignerCheck check(Path secret) {
    return SignerCheck.of(
        Optional.of(new SignerSettings.Unix(directory.resolve("socket"), secret)), true);
  }

  private SignerCheck check() {
    return check(files.directory().resolve("shared-secret"));
  }

  private SignerServer serve(LocalSigner signer) {
    return new SignerServer(
            UnixListening.open(directory.resolve("socket"), false),
            signer,
            SharedSecret.read(files.directory().resolve("shared-secret")))
        .start();
  }

  @Test
  void aSignerThatRespondsIsCorrect() {
    try (LocalSigner signer = files.open(clock);
        SignerServer _ = serve(signer)) {
      assertThat(check()).isEqualTo(new SignerCheck(true, List.of(), List.of()));
    }
  }

  @Test
  void whatItWarnsOfIsANote() throws IOException {
    files.open(clock).close();
    Files.writeString(files.log(), "{\"half", StandardOpenOption.APPEND);
    try (LocalSigner signer = files.open(clock);
        SignerServer _ = serve(signer)) {
      signer.signPayout(TestSigner.payout(clock, 1, 100));
      clock.move(Duration.ofDays(-1));

      SignerCheck found = check();

      assertThat(found.errors()).isEmpty();
      assertThat(found.notes())
          .anyMatch(note -> note.startsWith("signer: The last line of ") && note.contains("crash"))
          .anyMatch(note -> note.startsWith("signer: The signer's clock is on an earlier day"));
    }
  }

  @Test
  void oneThatDoesNotRunIsAnErrorThatSaysWhatToStart() {
    assertThat(check().errors())
        .singleElement()
        .asString()
        .contains("Start it with ./remitflex signer up DIR");
  }

  @Test
  void oneWithAnotherSecretIsAnError() throws IOException {
    Path other = directory.resolve("other-secret");
    Files.writeString(other, "ab".repeat(32) + "\n");
    Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rw-------"));
    try (LocalSigner signer = files.open(clock);
        SignerServer _ = serve(signer)) {
      assertThat(check(other).errors()).singleElement().asString().contains("secret");
    }
  }

  @Test
  void aMissingSecretIsAnErrorThatNamesTheFile() {
    Path missing = directory.resolve("no-secret");

    assertThat(check(missing).errors()).singleElement().asString().contains(missing.toString());
  }

  @Test
  void anEmbeddedOneIsANoteWhereThereAreRealFunds() {
    Optional<SignerSettings> embedded =
        Optional.of(
            new SignerSettings.Embedded(files.directory(), directory.resolve("passphrase")));

    assertThat(SignerCheck.of(embedded, true).notes())
        .singleElement()
        .asString()
        .contains("embedded, which is for trials");
    assertThat(SignerCheck.of(embedded, false).notes()).isEmpty();
  }

  @Test
  void aMissingOneIsANoteWhereThereAreRealFunds() {
    SignerCheck missing = SignerCheck.of(Optional.empty(), true);
    assertThat(missing.isConfigured()).isFalse();
    assertThat(missing.errors()).isEmpty();
    assertThat(missing.notes()).singleElement().asString().contains("set REMITFLEX_SIGNER");
    assertThat(SignerCheck.of(Optional.empty(), false)).isEqualTo(SignerCheck.none());
  }
}
