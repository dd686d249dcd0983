package com.remitflex.features.rails.signer.authorization;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.signer.Method;
import com.remitflex.features.rails.signer.Window;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.features.recipients.wallets.Keccak;
import java.math.BigInteger;

/** An authorisation of EIP-3009, or the cancellation of one. */
public sealed interface Authorization {
  long chainId();

  EvmAddress token();

  /** Whose tokens it moves, and who signs it. */
  EvmAddress from();

  Bytes32 nonce();

  /** The hash to sign in this domain. */
  byte[] digest(TokenDomain domain);

  /**
   * A transfer, within a window of time.
   *
   * @param amountMinor in the smallest unit of the token
   */
  record Transfer(
      Method method,
      long chainId,
      EvmAddress token,
      EvmAddress from,
      EvmAddress to,
      BigInteger amountMinor,
      Window window,
      Bytes32 nonce)
      implements Authorization {
    private static final String FIELDS =
        "(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,"
            + "bytes32 nonce)";
    private static final byte[] TRANSFER = Keccak.hash("TransferWithAuthorization" + FIELDS);
    private static final byte[] RECEIVE = Keccak.hash("ReceiveWithAuthorization" + FIELDS);
    private static final int WORDS = 7;

    @Override
    public byte[] digest(TokenDomain domain) {
      return domain.digest(
          Keccak.hash(
              new Words(WORDS)
                  .put(method == Method.TRANSFER ? TRANSFER : RECEIVE)
                  .put(from)
                  .put(to)
                  .put(amountMinor)
                  .put(window.validAfter())
                  .put(window.validBefore())
                  .put(nonce.bytes())
                  .bytes()));
    }

    /** Whether the two differ in nothing but the window. */
    public boolean isSameExceptWindow(Transfer other) {
      return equals(
          new Transfer(
              other.method,
              other.chainId,
              other.token,
              other.from,
              other.to,
              other.amountMinor,
              window,
              other.nonce));
    }
  }

  /** The cancellation of a nonce. */
  record Cancel(long chainId, EvmAddress token, EvmAddress from, Bytes32 nonce)
      implements Authorization {
    private static final byte[] TYPE =
        Keccak.hash("CancelAuthorization(address authorizer,bytes32 nonce)");
    private static final int WORDS = 3;

    @Override
    public byte[] digest(TokenDomain domain) {
      return domain.digest(
          Keccak.hash(new Words(WORDS).put(TYPE).put(from).put(nonce.bytes()).bytes()));
    }
  }
}
