package com.remitflex.features.rails.evm.rpc;

import java.util.List;
import java.util.Locale;

/** What a failed call means for the caller. */
public enum RpcErrorKind {
  /** The same call may succeed later, or at another node. */
  TRANSIENT(List.of()),

  /** The node does not have this block, or not on its canonical chain. */
  UNKNOWN_BLOCK(
      List.of(
          "header not found",
          "unknown block",
          "block not found",
          "blocknotfound",
          "header for hash not found",
          "not currently canonical",
          "hash is not canonical",
          "missing trie node",
          "state is not available",
          "block out of range",
          "blockoutofrange")),

  /** The node has the transaction already: it was sent. */
  ALREADY_KNOWN(List.of("already known", "known transaction", "already imported")),

  /** The sender has used this nonce in a block. */
  NONCE_TOO_LOW(List.of("nonce too low")),

  /** The fees are too low to be accepted, or to replace a transaction with the same nonce. */
  UNDERPRICED(
      List.of("underpriced", "max fee per gas less than block base fee", "fee cap less than")),

  /** The sender cannot pay for the gas. */
  INSUFFICIENT_GAS_FUNDS(List.of("insufficient funds")),

  /** The contract rejected the call. */
  REVERTED(List.of("revert")),

  /** The node will never accept this call. */
  REJECTED(List.of());

  private static final int CODE_REVERTED = 3;
  private static final int CODE_PARSE_ERROR = -32_700;
  private static final int CODE_INVALID_REQUEST = -32_600;
  private static final int CODE_UNKNOWN_METHOD = -32_601;
  private static final int CODE_INVALID_PARAMETERS = -32_602;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> phrases;

  RpcErrorKind(List<String> phrases) {
    this.phrases = phrases;
  }

  /** The kind of an error object; nodes agree on few codes, so their words decide first. */
  static RpcErrorKind of(int code, String message) {
    String lower = message.toLowerCase(Locale.ROOT);
    for (RpcErrorKind kind : values()) {
      if (kind.phrases.stream().anyMatch(lower::contains)) {
        return kind;
      }
    }
    return switch (code) {
      case CODE_REVERTED -> REVERTED;
      case CODE_PARSE_ERROR, CODE_INVALID_REQUEST, CODE_UNKNOWN_METHOD, CODE_INVALID_PARAMETERS ->
          REJECTED;
      default -> TRANSIENT;
    };
  }
}
