package com.remitflex.features.rails.signer.keys;

import com.remitflex.features.rails.evm.keys.ExtendedPublicKey;
import com.remitflex.features.rails.signer.SignerAddresses;
import com.remitflex.features.rails.signer.SignerException;
import com.remitflex.features.recipients.wallets.EvmAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The decrypted keys of a signer. */
public final class SignerKeys implements AutoCloseable {
  private final SigningKey treasury;
  private final List<SigningKey> relayers;
  private final DepositTree deposits;

  SignerKeys(SigningKey treasury, List<SigningKey> relayers, DepositTree deposits) {
    this.treasury = treasury;
    this.relayers = List.copyOf(relayers);
    this.deposits = deposits;
  }

  /**
   * Decrypts the keystores of a signer.
   *
   * @throws SignerException if a file is missing or the passphrase is wrong
   */
  public static SignerKeys open(SignerFiles files, char[] passphrase) {
    SigningKey treasury = key(files, SignerFiles.TREASURY, passphrase);
    List<SigningKey> relayers = new ArrayList<>();
    for (String name : files.relayers()) {
      relayers.add(key(files, name, passphrase));
    }
    String extended =
        new String(files.read(SignerFiles.EXTENDED_PUBLIC_KEY), StandardCharsets.ISO_8859_1);
    DepositTree deposits =
        new DepositTree(
            key(files, SignerFiles.DEPOSITS, passphrase),
            ExtendedPublicKey.parse(extended.strip())
                .orElseThrow(() ->
                    new SignerException(
                        SignerFiles.EXTENDED_PUBLIC_KEY
                            + " does not contain an extended public key. Restore it.")));
    return new SignerKeys(treasury, relayers, deposits);
  }

  private static SigningKey key(SignerFiles files, String name, char[] passphrase) {
    return KeystoreJson.read(name, files.read(name)).decrypt(name, passphrase);
  }

  public SignerAddresses addresses() {
    return new SignerAddresses(
        treasury.address(),
        relayers.stream().map(SigningKey::address).toList(),
        deposits.extended().text());
  }

  public SigningKey treasury() {
    return treasury;
  }

  /** The key of this relayer; empty if it is not one of the signer's. */
  public Optional<SigningKey> relayer(EvmAddress address) {
    return relayers.stream().filter(one -> one.address().equals(address)).findFirst();
  }

  /** The key of the deposit address with this index, which the caller closes. */
  public SigningKey deposit(int index) {
    return deposits.child(index);
  }

  /** The key above all deposit addresses. */
  SigningKey depositKey() {
    return deposits.key();
  }

  @Override
  public void close() {
    treasury.close();
    relayers.forEach(SigningKey::close);
    deposits.close();
  }
}
