package com.remitflex.features.rails.signer.keys;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.features.rails.signer.SignerException;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonObject;
import com.remitflex.platform.json.JsonReader;
import java.util.HexFormat;
import java.util.UUID;

/** The file of a keystore: Web3 Secret Storage, version 3, which wallets and tools open too. */
final class KeystoreJson {
  private static final HexFormat HEX = HexFormat.of();
  private static final int VERSION = 3;
  private static final int DERIVED_BYTES = 32;
  private static final int MAX_NUMBER = 1 << 30;
  private static final int MAX_TEXT = 200;
  private static final String CIPHER = "aes-128-ctr";
  private static final String KDF = "scrypt";

  private KeystoreJson() {}

  static String text(Keystore keystore) {
    ObjectNode node = Json.object();
    node.put("version", VERSION);
    node.put("id", UUID.randomUUID().toString());
    node.put("address", keystore.address().substring(2).toLowerCase(java.util.Locale.ROOT));
    ObjectNode crypto = node.putObject("crypto");
    crypto.put("cipher", CIPHER);
    crypto.putObject("cipherparams").put("iv", HEX.formatHex(keystore.iv()));
    crypto.put("ciphertext", HEX.formatHex(keystore.encrypted()));
    crypto.put("kdf", KDF);
    crypto
        .putObject("kdfparams")
        .put("dklen", DERIVED_BYTES)
        .put("n", keystore.cost().n())
        .put("r", keystore.cost().r())
        .put("p", keystore.cost().p())
        .put("salt", HEX.formatHex(keystore.salt()));
    crypto.put("mac", HEX.formatHex(keystore.mac()));
    return Json.text(node);
  }

  /**
   * Reads the content of a file.
   *
   * @param source name of the file, for the error
   * @throws SignerException if it is not a keystore of this kind
   */
  static Keystore read(String source, byte[] bytes) {
    try {
      JsonObject object = JsonReader.object(bytes);
      number(object, "version", VERSION, VERSION);
      String address = object.requireString("address", MAX_TEXT);
      JsonObject crypto =
          object
              .object("crypto")
              // As ethers and early versions of geth write it.
              .or(() -> object.object("Crypto"))
              .orElseThrow(() -> missing(object, "crypto"));
      return keystore(address.startsWith("0x") ? address : "0x" + address, crypto);
    } catch (ApiException | IllegalArgumentException e) {
      throw new SignerException(
          source
              + " is not a keystore with scrypt and AES-128-CTR (Web3 Secret Storage, version 3): "
              + e.getMessage(),
          e);
    }
  }

  private static Keystore keystore(String address, JsonObject crypto) {
    requireWord(crypto, "cipher", CIPHER);
    requireWord(crypto, "kdf", KDF);
    JsonObject cipher =
        crypto.object("cipherparams").orElseThrow(() -> missing(crypto, "cipherparams"));
    JsonObject kdf = crypto.object("kdfparams").orElseThrow(() -> missing(crypto, "kdfparams"));
    number(kdf, "dklen", DERIVED_BYTES, DERIVED_BYTES);
    ScryptCost cost =
        new ScryptCost(
            number(kdf, "n", 2, MAX_NUMBER),
            number(kdf, "r", 1, MAX_NUMBER),
            number(kdf, "p", 1, MAX_NUMBER));
    return new Keystore(
        address,
        cost,
        bytes(kdf, "salt"),
        bytes(cipher, "iv"),
        bytes(crypto, "ciphertext"),
        bytes(crypto, "mac"));
  }

  private static void requireWord(JsonObject object, String name, String word) {
    if (!object.requireString(name, MAX_TEXT).equals(word)) {
      throw object.error(name, "Must be " + word + ".");
    }
  }

  private static int number(JsonObject object, String name, int min, int max) {
    return object.integer(name, min, max).orElseThrow(() -> missing(object, name));
  }

  private static byte[] bytes(JsonObject object, String name) {
    return HEX.parseHex(object.requireString(name, MAX_TEXT));
  }

  private static ApiException missing(JsonObject object, String name) {
    return object.error(name, "Required.");
  }
}
