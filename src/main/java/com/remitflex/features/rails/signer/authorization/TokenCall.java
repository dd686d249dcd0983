package com.remitflex.features.rails.signer.authorization;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.signer.Method;
import com.remitflex.features.rails.signer.Window;
import com.remitflex.features.recipients.wallets.EvmAddress;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;

/**
 * A call of a token with an authorisation, as the data of a transaction contains it.
 *
 * @param function that is called
 * @param authorization in its parameters
 */
public record TokenCall(TokenFunction function, Authorization authorization) {
  /** The call in this data; empty if it is not a call of one of the functions. */
  public static Optional<TokenCall> parse(long chainId, EvmAddress token, byte[] data) {
    try {
      return TokenFunction.called(data)
          .filter(function -> function.hasLength(data))
          .map(function -> new TokenCall(function, read(function, chainId, token, data)));
    } catch (IllegalArgumentException notOfThisForm) {
      return Optional.empty();
    }
  }

  private static Authorization read(
      TokenFunction function, long chainId, EvmAddress token, byte[] data) {
    return switch (function) {
      case TRANSFER -> transfer(Method.TRANSFER, chainId, token, data);
      case RECEIVE -> transfer(Method.RECEIVE, chainId, token, data);
      case CANCEL ->
          new Authorization.Cancel(chainId, token, Words.address(data, at(0)), bytes(data, at(1)));
    };
  }

  private static Authorization transfer(
      Method method, long chainId, EvmAddress token, byte[] data) {
    return new Authorization.Transfer(
        method,
        chainId,
        token,
        Words.address(data, at(0)),
        Words.address(data, at(1)),
        Words.number(data, at(2)),
        new Window(time(data, at(3)), time(data, at(4))),
        bytes(data, at(5)));
  }

  private static int at(int word) {
    return TokenFunction.parametersAt() + word * Words.LENGTH;
  }

  private static Bytes32 bytes(byte[] data, int at) {
    return Bytes32.of(Arrays.copyOfRange(data, at, at + Words.LENGTH));
  }

  private static long time(byte[] data, int at) {
    BigInteger number = Words.number(data, at);
    if (number.bitLength() >= Long.SIZE) {
      throw new IllegalArgumentException("not a time in seconds");
    }
    return number.longValue();
  }
}
