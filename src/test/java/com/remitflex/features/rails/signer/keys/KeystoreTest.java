package com.remitflex.features.rails.signer.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.remitflex.features.rails.signer.RelayTransaction;
import com.remitflex.features.rails.signer.SignerException;
import com.remitflex.features.recipients.wallets.EvmAddress;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keystores and signatures are those of other tools. */
class KeystoreTest {
  /** Made with ethers 6.17 of the private key 4646…46. */
  private static final String FOREIGN =
      """
      {"address":"9d8a62f656a8d1615c1294fd71e9cfb3e4855a4f",
       "id":"422097df-2898-4093-b8fa-792e9544a8b4","version":3,
       "Crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"ba599a21f63e8e24446ae12379924053"},
       "ciphertext":"6355425983eb54d5bba829e1ff5b2d6e67138889e6735101e4c5ca924e7c03ab",
       "kdf":"scrypt","kdfparams":{
       "salt":"7f32034dbeed0adef348fcb695d31142b481534603ad780f5ddf8bbe010f62f4",
       "n":4096,"dklen":32,"p":6,"r":8},
       "mac":"c1b35dc64ab6381a829a9194b249491f5993d7f4858f0cdf22a6312813ba23d6"}}
      """;

  private static final EvmAddress ADDRESS =
      new EvmAddress("0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F");

  private static SigningKey key() {
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) 0x46);
    return SigningKey.of(secret);
  }

  private static Keystore read(String text) {
    return KeystoreJson.read("treasury.json", text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aKeystoreOfAnotherToolIsOpened() {
    Keystore foreign = read(FOREIGN);

    assertThat(foreign.decrypt("x", "correct horse battery".toCharArray()).address())
        .isEqualTo(ADDRESS);
    assertThatThrownBy(() -> foreign.decrypt("x", "correct horse batterY".toCharArray()))
        .isInstanceOf(SignerException.class);
  }

  @Test
  void aKeystoreIsReadAsItWasWritten() {
    char[] passphrase = "pass phrase \u00e9\u4e2d".toCharArray();
    String text = KeystoreJson.text(Keystore.encrypt(key(), passphrase, new ScryptCost(2, 1, 1)));

    assertThat(read(text).decrypt("x", passphrase).address()).isEqualTo(ADDRESS);
    assertThat(text).doesNotContain("4646464646");
    for (String damaged :
        new String[] {
          text.replace("aes-128-ctr", "aes-128-cbc"),
          text.replace("\"version\":3", "\"version\":4"),
          text.replace("\"n\":2", "\"n\":1073741824"),
          text.replace("\"n\":2", "\"n\":3"),
          text.substring(0, 100)
        }) {
      assertThatThrownBy(() -> read(damaged))
          .isInstanceOf(SignerException.class)
          .hasMessageContaining("treasury.json");
    }
  }

  @Test
  void whatFailsLeavesNothing(@TempDir Path directory) throws IOException {
    NewSigner wrong =
        new NewSigner(
            directory.resolve("signer"),
            1,
            Optional.of("test test".toCharArray()),
            new ScryptCost(2, 1, 1));

    assertThatThrownBy(() -> wrong.create("correct horse battery".toCharArray(), created -> {}))
        .isInstanceOf(SignerException.class)
        .hasMessageContaining("not a mnemonic");

    assertThat(directory).isEmptyDirectory();
  }

  /** Made with ethers 6.17: RFC 6979 makes both the same. */
  @Test
  void aTransactionIsThatOfAnotherTool() {
    RelayTransaction transaction =
        new RelayTransaction(
            1,
            ADDRESS,
            7,
            ADDRESS,
            "0x",
            21_000,
            BigInteger.valueOf(30_000_000_000L),
            BigInteger.valueOf(1_000_000_000));

    assertThat(key().sign(transaction).raw())
        .isEqualTo(
            "0x02f86b0107843b9aca008506fc23ac00825208949d8a62f656a8d1615c1294fd71e9cfb3e4855a"
                + "4f8080c001a09c5a5f1d8f30fc06f602f72902096404882a7b849511abaa2d19b98a0c1c495aa03a"
                + "fc1707a5e1b12cefcec278d6406b03ce2b27670978f945835ff551a56263b4");
    assertThat(key().sign(transaction).hash().text())
        .isEqualTo("0xd843fe2d6384614b971766f8d6f13c52f189dd92274effc36386605f4285057c");
  }
}
