package com.remitflex.features.rails.evm.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.recipients.wallets.EvmAddress;
import java.math.BigInteger;

/** The values of JSON-RPC, which are texts in hexadecimal digits. */
final class Hex {
  private static final int MAX_LONG_DIGITS = 15;
  private static final int RADIX = 16;

  private Hex() {}

  /** A quantity of at most 256 bits. */
  static BigInteger quantity(JsonNode node, String what) {
    String text = text(node, what);
    if (!text.matches("0x(0|[1-9a-f][0-9a-f]{0,63})")) {
      throw RpcException.invalid(what + " is not a quantity");
    }
    return new BigInteger(text.substring(2), RADIX);
  }

  /** A quantity that fits a long, for example a height. */
  static long number(JsonNode node, String what) {
    BigInteger quantity = quantity(node, what);
    if (quantity.bitLength() > MAX_LONG_DIGITS * 4) {
      throw RpcException.invalid(what + " is too large");
    }
    return quantity.longValueExact();
  }

  static Bytes32 bytes32(JsonNode node, String what) {
    return Bytes32.parse(text(node, what))
        .orElseThrow(() -> RpcException.invalid(what + " is not 32 bytes"));
  }

  /** Nodes write addresses in lower case or with a checksum. */
  static EvmAddress address(JsonNode node, String what) {
    return EvmAddress.parse(text(node, what))
        .orElseThrow(() -> RpcException.invalid(what + " is not an address"));
  }

  /** Bytes of any length, as text. */
  static String data(JsonNode node, String what) {
    String text = text(node, what);
    if (!text.matches("0x(?:[0-9a-f]{2})*+")) {
      throw RpcException.invalid(what + " is not in hexadecimal digits");
    }
    return text;
  }

  static String quantity(long number) {
    return "0x" + Long.toHexString(number);
  }

  private static String text(JsonNode node, String what) {
    if (!node.isTextual()) {
      throw RpcException.invalid(what + " is missing");
    }
    return node.textValue();
  }
}
