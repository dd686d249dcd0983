package com.remitflex.features.rails.signer;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.signer.keys.NewSigner;
import com.remitflex.features.rails.signer.keys.ScryptCost;
import com.remitflex.features.rails.signer.service.LocalSigner;
import com.remitflex.features.recipients.wallets.EvmAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** A signer in a directory of its own, whose policy allows a token on two chains. */
public record TestSigner(Path directory, SignerAddresses addresses, Optional<String> mnemonic) {
  public static final String PASSPHRASE = "correct horse battery";
  public static final String MNEMONIC =
      "test test test test test test test test test test test junk";
  public static final EvmAddress TOKEN =
      new EvmAddress("0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48");
  public static final EvmAddress RECIPIENT =
      new EvmAddress("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
  public static final long CHAIN = 31_337;
  public static final long OTHER_CHAIN = 8_453;

  /** The tests are about anything but guessing passphrases. */
  private static final ScryptCost CHEAP = new ScryptCost(2, 1, 1);

  private static final String NETWORK =
      """
      {"chain_id": "CHAIN",
       "fees": {"max_gas": 150000, "max_fee_per_gas_wei": "100000000000",
                "max_priority_fee_per_gas_wei": "2000000000", "per_day_wei": "30000000000000000"},
       "tokens": {"USDC": {"contract": "TOKEN", "name": "USD Coin", "version": "2",
                           "functions": ["transferWithAuthorization", "cancelAuthorization"]}}}
      """
          .replace("TOKEN", TOKEN.text());

  private static final String POLICY =
      """
      // A comment.
      {"ceilings": {"USDC": {"per_transaction": "1000000000", "per_day": "2500000000"}},
       "sweep_destinations": ["TREASURY"],
       "max_window_seconds": 3600,
       "networks": {"demo": ONE, "other": TWO}}
      """
          .replace("ONE", NETWORK.replace("CHAIN", Long.toString(CHAIN)))
          .replace("TWO", NETWORK.replace("CHAIN", Long.toString(OTHER_CHAIN)));

  /** A new signer with two relayers. */
  public static TestSigner create(Path directory) {
    AtomicReference<NewSigner.Created> created = new AtomicReference<>();
    new NewSigner(directory, 2, Optional.of(MNEMONIC.toCharArray()), CHEAP)
        .create(PASSPHRASE.toCharArray(), created::set);
    TestSigner signer =
        new TestSigner(directory, created.get().addresses(), created.get().mnemonic());
    allowPayouts(directory, signer.addresses());
    return signer;
  }

  /** Gives the signer in a directory the policy of the tests. */
  public static void allowPayouts(Path directory, SignerAddresses addresses) {
    try {
      Files.writeString(
          directory.resolve("policy.jsonc"),
          POLICY.replace("TREASURY", addresses.treasury().text()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replaces the policy. */
  public TestSigner withPolicy(String text) {
    try {
      Files.writeString(directory.resolve("policy.jsonc"), text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String policy() {
    try {
      return Files.readString(directory.resolve("policy.jsonc"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path log() {
    return directory.resolve("signatures.log");
  }

  public LocalSigner open(Clock clock) {
    return LocalSigner.open(directory, PASSPHRASE.toCharArray(), clock);
  }

  /** A nonce that has this number. */
  public static Bytes32 nonce(long number) {
    return new Bytes32("0x%064x".formatted(number));
  }

  /** A payout with this nonce, which is valid for a minute from now on. */
  public static PayoutAuthorization payout(Clock clock, long nonce, long amountMinor) {
    long now = clock.instant().getEpochSecond();
    return new PayoutAuthorization(
        Method.TRANSFER,
        CHAIN,
        TOKEN,
        RECIPIENT,
        BigInteger.valueOf(amountMinor),
        new Window(now - 60, now + 60),
        nonce(nonce));
  }
}
