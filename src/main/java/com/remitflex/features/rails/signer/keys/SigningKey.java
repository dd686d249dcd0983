package com.remitflex.features.rails.signer.keys;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.signer.RelayTransaction;
import com.remitflex.features.rails.signer.SignedAuthorization;
import com.remitflex.features.rails.signer.SignedTransaction;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.features.recipients.wallets.Keccak;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.Sign;
import org.web3j.crypto.TransactionEncoder;

/**
 * A private key. Its bytes are overwritten by {@link #close}; the numbers that the library makes of
 * them for a signature are left to the garbage collector.
 */
public final class SigningKey implements AutoCloseable {
  private static final int LENGTH = 32;
  private static final BigInteger ORDER = Sign.CURVE_PARAMS.getN();

  private final byte[] secret;
  private final BigInteger publicKey;
  private final EvmAddress address;
  private boolean isClosed;

  private SigningKey(byte[] secret) {
    this.secret = secret;
    this.publicKey = Sign.publicKeyFromPrivate(new BigInteger(1, secret));
    this.address = EvmAddress.of(Sign.publicPointFromPrivate(new BigInteger(1, secret)));
  }

  /**
   * The key with these 32 bytes, which it copies.
   *
   * @throws IllegalArgumentException if they are no private key
   */
  static SigningKey of(byte[] secret) {
    BigInteger number = new BigInteger(1, secret);
    if (secret.length != LENGTH || number.signum() == 0 || number.compareTo(ORDER) >= 0) {
      throw new IllegalArgumentException("not a private key");
    }
    return new SigningKey(secret.clone());
  }

  public EvmAddress address() {
    return address;
  }

  /** A copy of the private key, which the caller overwrites. */
  byte[] secret() {
    requireOpen();
    return secret.clone();
  }

  private void requireOpen() {
    if (isClosed) {
      throw new IllegalStateException("the key is closed");
    }
  }

  private ECKeyPair pair() {
    requireOpen();
    return new ECKeyPair(new BigInteger(1, secret), publicKey);
  }

  /** The signature of a hash, which is always the same (RFC 6979). */
  public SignedAuthorization sign(byte[] hash) {
    Sign.SignatureData signature = Sign.signMessage(hash, pair(), false);
    return new SignedAuthorization(
        signature.getV()[0],
        Bytes32.of(padded(signature.getR())),
        Bytes32.of(padded(signature.getS())));
  }

  private static byte[] padded(byte[] number) {
    byte[] word = new byte[LENGTH];
    System.arraycopy(number, 0, word, LENGTH - number.length, number.length);
    return word;
  }

  /** The transaction with the signature of this key. */
  public SignedTransaction sign(RelayTransaction transaction) {
    RawTransaction raw =
        RawTransaction.createTransaction(
            transaction.chainId(),
            BigInteger.valueOf(transaction.nonce()),
            BigInteger.valueOf(transaction.gasLimit()),
            transaction.to().text(),
            BigInteger.ZERO,
            transaction.data(),
            transaction.maxPriorityFeePerGasWei(),
            transaction.maxFeePerGasWei());
    byte[] signed = TransactionEncoder.signMessage(raw, Credentials.create(pair()));
    return new SignedTransaction(
        "0x" + HexFormat.of().formatHex(signed), Bytes32.of(Keccak.hash(signed)));
  }

  @Override
  public void close() {
    isClosed = true;
    Arrays.fill(secret, (byte) 0);
  }
}
