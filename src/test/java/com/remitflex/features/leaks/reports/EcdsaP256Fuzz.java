package com.remitflex.features.leaks.reports;

import static com.remitflex.testing.Fuzzed.require;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;

/** Any bytes as a signature and as a key, and a good signature with some of its bytes changed. */
public class EcdsaP256Fuzz {
  private static final byte[] MESSAGE = "[]".getBytes(StandardCharsets.UTF_8);
  private static final KeyPair PAIR = pair();
  private static final byte[] GOOD = signed();

  @FuzzTest(maxDuration = "60s")
  public void onlyTheSignatureItselfVerifies(byte[] input) {
    ECPublicKey key = (ECPublicKey) PAIR.getPublic();
    require(EcdsaP256.verifies(key, MESSAGE, GOOD), "the signature itself is refused");
    verifiesOnlyIfGood(key, input);
    verifiesOnlyIfGood(key, changed(input));
    EcdsaP256.key(input)
        .ifPresent(other ->
            require(!EcdsaP256.verifies(other, MESSAGE, GOOD), "another key has signed it"));
  }

  private static void verifiesOnlyIfGood(ECPublicKey key, byte[] signature) {
    require(
        Arrays.equals(signature, GOOD) || !EcdsaP256.verifies(key, MESSAGE, signature),
        "a signature that was never made");
  }

  private static byte[] changed(byte[] input) {
    byte[] changed = GOOD.clone();
    for (int i = 0; i + 1 < input.length; i += 2) {
      changed[(input[i] & 0xff) % changed.length] = input[i + 1];
    }
    return changed;
  }

  private static KeyPair pair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] signed() {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(PAIR.getPrivate());
      signature.update(MESSAGE);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
