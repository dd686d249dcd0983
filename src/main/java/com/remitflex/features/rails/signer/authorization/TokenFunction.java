package com.remitflex.features.rails.signer.authorization;

import com.remitflex.features.rails.signer.Method;
import com.remitflex.features.recipients.wallets.Keccak;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The functions of a token (EIP-3009) that a relayer may call. */
public enum TokenFunction {
  TRANSFER(Method.TRANSFER.function(), "address,address,uint256,uint256,uint256,bytes32"),
  RECEIVE(Method.RECEIVE.function(), "address,address,uint256,uint256,uint256,bytes32"),
  CANCEL("cancelAuthorization", "address,bytes32");

  private static final int SELECTOR_BYTES = 4;

  private final String title;
  private final int words;
  private final String withParts;
  private final String withBytes;

  TokenFunction(String title, String parameters) {
    this.title = title;
    this.words = parameters.split(",", -1).length;
    this.withParts = selector(title + "(" + parameters + ",uint8,bytes32,bytes32)");
    this.withBytes = selector(title + "(" + parameters + ",bytes)");
  }

  private static String selector(String signature) {
    return selector(Keccak.hash(signature));
  }

  private static String selector(byte[] data) {
    return HexFormat.of().formatHex(data, 0, SELECTOR_BYTES);
  }

  /** The function that a method of authorisation is for. */
  public static TokenFunction of(Method method) {
    return method == Method.TRANSFER ? TRANSFER : RECEIVE;
  }

  /** The function with this name. */
  public static Optional<TokenFunction> find(String title) {
    return Arrays.stream(values()).filter(one -> one.title.equals(title)).findFirst();
  }

  public static List<String> titles() {
    return Arrays.stream(values()).map(TokenFunction::title).toList();
  }

  /** The function that this data calls, with the signature in three parts or as bytes. */
  static Optional<TokenFunction> called(byte[] data) {
    if (data.length < SELECTOR_BYTES) {
      return Optional.empty();
    }
    String selector = selector(data);
    return Arrays.stream(values())
        .filter(one -> selector.equals(one.withParts) || selector.equals(one.withBytes))
        .findFirst();
  }

  /** Whether data of this length can be its parameters; those of bytes vary. */
  boolean hasLength(byte[] data) {
    int fixed = SELECTOR_BYTES + words * Words.LENGTH;
    boolean isInParts = selector(data).equals(withParts);
    // In parts: v, r, s. As bytes: where they begin, how many, and 65 of them in three words.
    int words = isInParts ? 3 : 5;
    return data.length == fixed + words * Words.LENGTH;
  }

  /** Where its first parameter begins in the data of a call. */
  static int parametersAt() {
    return SELECTOR_BYTES;
  }

  /** The name of the function, as the policy has it. */
  public String title() {
    return title;
  }
}
