package com.remitflex.platform.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.remitflex.platform.database.DatabaseStartException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealedSecretsTest {
  private static final String PASSPHRASE = "korrekt Pferd Batterie ü";
  private static final Map<String, byte[]> FILES =
      Map.of("pepper", bytes("0123"), "pepper.2", bytes("4567"));

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void onlyThePassphraseOpensThem() {
    byte[] sealed = SealedSecrets.seal(FILES, PASSPHRASE);
    Map<String, byte[]> opened = SealedSecrets.open(sealed, PASSPHRASE).orElseThrow();

    assertThat(opened).containsOnlyKeys("pepper", "pepper.2");
    assertThat(opened.get("pepper.2")).isEqualTo(bytes("4567"));
    assertThat(SealedSecrets.open(cheap(), PASSPHRASE)).isPresent();
    assertThat(SealedSecrets.open(cheap(), PASSPHRASE + " ")).isEmpty();
    assertThat(cheap()).isNotEqualTo(cheap());
  }

  /** With a key that takes little time to derive. */
  private static byte[] cheap() {
    return SealedSecrets.seal(FILES, PASSPHRASE, 64, 2);
  }

  /** In the magic, the parameters, the salt, the nonce, the contents and the tag. */
  @ParameterizedTest
  @ValueSource(ints = {0, 8, 11, 15, 20, 35, 44, 60, -1})
  void changedBytesAreNoticed(int position) {
    byte[] changed = cheap();
    changed[position < 0 ? changed.length - 1 : position] ^= 1;

    assertThat(SealedSecrets.open(changed, PASSPHRASE)).isEmpty();
  }

  @Test
  void aShortPassphraseIsRejected() {
    assertThatExceptionOfType(DatabaseStartException.class)
        .isThrownBy(() -> SealedSecrets.passphrase(Optional.of("12345678901")))
        .withMessageContaining("at least 12 characters")
        .withMessageNotContaining("12345678901");
    assertThat(SealedSecrets.passphrase(Optional.empty())).isEmpty();
  }
}
