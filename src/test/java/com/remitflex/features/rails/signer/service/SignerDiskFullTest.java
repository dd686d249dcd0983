package com.remitflex.features.rails.signer.service;

import static com.remitflex.features.rails.signer.TestSigner.payout;
import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.rails.signer.SettableClock;
import com.remitflex.features.rails.signer.SignedAuthorization;
import com.remitflex.features.rails.signer.SignerErrorCode;
import com.remitflex.features.rails.signer.SignerHealth;
import com.remitflex.features.rails.signer.SignerReply;
import com.remitflex.features.rails.signer.TestSigner;
import com.remitflex.testing.SmallDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A signer whose file system is full: it signs nothing, and loses nothing. */
@Tag("process")
class SignerDiskFullTest {
  @TempDir private Path directory;

  private final SettableClock clock = new SettableClock(Instant.parse("2027-01-31T12:00:00Z"));
  private SmallDisk disk;

  @BeforeEach
  void mount() throws Exception {
    disk = SmallDisk.mount(directory, "128k");
  }

  @AfterEach
  void unmount() throws Exception {
    if (disk != null) {
      disk.close();
    }
  }

  @Test
  void nothingIsSignedUntilThereIsSpace() throws Exception {
    TestSigner files = TestSigner.create(disk.path().resolve("signer"));
    try (LocalSigner signer = files.open(clock)) {
      assertThat(signer.signPayout(payout(clock, 1, 100))).isInstanceOf(SignerReply.Done.class);
      Path filler = disk.fill();
      int signed = untilFull(signer);

      // Each further request is without effect, that of the rejected nonce with another amount too.
      for (long amount : List.of(100L, 200L)) {
        assertUnavailable(signer.signPayout(payout(clock, signed + 1, amount)));
      }
      assertThat(health(signer).warnings())
          .anyMatch(warning -> warning.contains("cannot be written, so nothing is signed"));
      assertThat(health(signer).signatures()).isEqualTo(signed);

      Files.delete(filler);
      assertThat(signer.signPayout(payout(clock, signed + 1, 200)))
          .isInstanceOf(SignerReply.Done.class);
      assertThat(health(signer).warnings()).isEmpty();
      assertThat(health(signer).signatures()).isEqualTo(signed + 1);
    }
    try (LocalSigner again = files.open(clock)) {
      long last = health(again).signatures();
      assertThat(Files.readAllLines(files.log())).hasSize((int) last);
      SignerReply<SignedAuthorization> other = again.signPayout(payout(clock, last, 100));
      assertThat(((SignerReply.Rejected<SignedAuthorization>) other).code())
          .isEqualTo(SignerErrorCode.NONCE_USED);
    }
  }

  /** Signs until the log cannot grow; answers how many signatures there are. */
  private int untilFull(LocalSigner signer) {
    int signed = 1;
    while (signer.signPayout(payout(clock, signed + 1, 100)) instanceof SignerReply.Done) {
      signed++;
      assertThat(signed).as("the file system fills up").isLessThan(1_000);
    }
    return signed;
  }

  private static void assertUnavailable(SignerReply<?> reply) {
    assertThat(reply).isInstanceOf(SignerReply.Unavailable.class);
    assertThat(((SignerReply.Unavailable<?>) reply).reason()).contains("Free disk space");
  }

  private static SignerHealth health(LocalSigner signer) {
    return ((SignerReply.Done<SignerHealth>) signer.health()).value();
  }
}
