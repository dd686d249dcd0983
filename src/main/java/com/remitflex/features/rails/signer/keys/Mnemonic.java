package com.remitflex.features.rails.signer.keys;

import com.remitflex.features.rails.signer.SignerException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Locale;
import org.web3j.crypto.MnemonicUtils;

/** The words (BIP-39) from which all deposit addresses can be recovered. */
final class Mnemonic {
  private static final int ENTROPY_BYTES = 32;

  private Mnemonic() {}

  /** 24 new words. */
  static String create() {
    byte[] entropy = new byte[ENTROPY_BYTES];
    new SecureRandom().nextBytes(entropy);
    try {
      return MnemonicUtils.generateMnemonic(entropy);
    } finally {
      Arrays.fill(entropy, (byte) 0);
    }
  }

  /**
   * The words in their usual form: lower case, with one space between them.
   *
   * @throws SignerException if they are not a mnemonic; the message contains none of them
   */
  static String checked(char[] text) {
    String words = new String(text).strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    if (!isValid(words)) {
      throw new SignerException(
          "These words are not a mnemonic (BIP-39): 12, 15, 18, 21 or 24 English words whose"
              + " checksum is correct. Check their spelling and their order.");
    }
    return words;
  }

  private static boolean isValid(String words) {
    try {
      return MnemonicUtils.validateMnemonic(words);
    } catch (RuntimeException notWords) {
      return false;
    }
  }

  /** The tree of deposit addresses of these words, without a BIP-39 passphrase. */
  static DepositTree tree(String words) {
    byte[] seed = MnemonicUtils.generateSeed(words, "");
    try {
      return DepositTree.of(seed);
    } finally {
      Arrays.fill(seed, (byte) 0);
    }
  }
}
