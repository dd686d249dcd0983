package com.remitflex.features.rails.evm.tokens;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.signer.SignedAuthorization;
import com.remitflex.features.rails.signer.Window;
import com.remitflex.features.recipients.wallets.EvmAddress;
import java.math.BigInteger;
import java.util.List;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint8;

/** The data of calls of a token with authorisations (EIP-3009). */
public final class TokenCalls {
  private TokenCalls() {}

  /** A transfer that its sender has authorised. */
  public static String transfer(
      EvmAddress from,
      EvmAddress to,
      BigInteger amountMinor,
      Window window,
      Bytes32 nonce,
      SignedAuthorization signature) {
    return call(
        "transferWithAuthorization",
        address(from),
        address(to),
        new Uint256(amountMinor),
        new Uint256(window.validAfter()),
        new Uint256(window.validBefore()),
        word(nonce),
        new Uint8(signature.v()),
        word(signature.r()),
        word(signature.s()));
  }

  /** The end of an authorisation that was not used. */
  public static String cancel(EvmAddress authorizer, Bytes32 nonce, SignedAuthorization signature) {
    return call(
        "cancelAuthorization",
        address(authorizer),
        word(nonce),
        new Uint8(signature.v()),
        word(signature.r()),
        word(signature.s()));
  }

  /** Whether a nonce was used or cancelled. */
  public static String authorizationState(EvmAddress authorizer, Bytes32 nonce) {
    return call("authorizationState", address(authorizer), word(nonce));
  }

  public static String balanceOf(EvmAddress owner) {
    return call("balanceOf", address(owner));
  }

  /** A number that a function returned; empty bytes, which no such function returns, are zero. */
  public static BigInteger number(String result) {
    return result.equals("0x") ? BigInteger.ZERO : new BigInteger(result.substring(2), 16);
  }

  private static Address address(EvmAddress address) {
    return new Address(address.text());
  }

  private static org.web3j.abi.datatypes.generated.Bytes32 word(Bytes32 value) {
    return new org.web3j.abi.datatypes.generated.Bytes32(value.bytes());
  }

  private static String call(String function, Type<?>... parameters) {
    return FunctionEncoder.encode(new Function(function, List.of(parameters), List.of()));
  }
}
