package com.remitflex.features.rails.signer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.features.rails.evm.keys.DepositAddresses;
import com.remitflex.features.rails.signer.service.LocalSigner;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.testing.Anvil;
import com.remitflex.testing.DemoToken;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint8;
import org.web3j.crypto.Sign;

/** What the signer signs, a real contract accepts; with any field changed, it does not. */
@Tag("process")
class SignerOnChainTest {
  @RegisterExtension static final Anvil anvil = Anvil.forClass();

  @TempDir static Path directory;

  private static final String TRANSFER = "transferWithAuthorization";
  private static final String CANCEL = "cancelAuthorization";
  private static final int DEPOSIT_INDEX = 5;

  private static DemoToken token;
  private static TestSigner files;
  private static LocalSigner signer;
  private static EvmAddress treasury;
  private static EvmAddress relayer;
  private static EvmAddress deposit;
  private static long relays;

  @BeforeAll
  static void open() {
    token = DemoToken.deploy(anvil);
    files = TestSigner.create(directory.resolve("signer"));
    files.withPolicy(
        files
            .policy()
            .replace(TestSigner.TOKEN.text().toLowerCase(Locale.ROOT), token.address())
            .replace(TestSigner.TOKEN.text(), token.address()));
    signer = files.open(Clock.systemUTC());
    treasury = files.addresses().treasury();
    relayer = files.addresses().relayers().getFirst();
    deposit = DepositAddresses.derive(files.addresses().extendedPublicKey(), DEPOSIT_INDEX);
    anvil.receipt(token.mint(treasury.text(), 100_000_000));
    anvil.receipt(token.mint(deposit.text(), 3_000_000));
    anvil.receipt(anvil.sendCoin(anvil.account(1), relayer.text(), "0xde0b6b3a7640000"));
  }

  @AfterAll
  static void close() {
    signer.close();
  }

  private static <T> T done(SignerReply<T> reply) {
    assertThat(reply).isInstanceOf(SignerReply.Done.class);
    return ((SignerReply.Done<T>) reply).value();
  }

  private static Window window() {
    long now = Instant.now().getEpochSecond();
    return new Window(now - 600, now + 600);
  }

  private static PayoutAuthorization payout(long nonce) {
    return new PayoutAuthorization(
        Method.TRANSFER,
        Anvil.CHAIN_ID,
        address(token.address()),
        TestSigner.RECIPIENT,
        BigInteger.valueOf(7_000_000),
        window(),
        TestSigner.nonce(nonce));
  }

  private static EvmAddress address(String text) {
    return EvmAddress.parse(text).orElseThrow();
  }

  /** The parameters of the contract's function, in its order. */
  private static List<Type<?>> transfer(
      EvmAddress from,
      EvmAddress to,
      BigInteger amount,
      Window window,
      com.remitflex.features.rails.evm.keys.Bytes32 nonce,
      SignedAuthorization signed) {
    return List.of(
        new Address(from.text()),
        new Address(to.text()),
        new Uint256(amount),
        new Uint256(window.validAfter()),
        new Uint256(window.validBefore()),
        new Bytes32(nonce.bytes()),
        new Uint8(signed.v()),
        new Bytes32(signed.r().bytes()),
        new Bytes32(signed.s().bytes()));
  }

  private static List<Type<?>> transfer(PayoutAuthorization payout, SignedAuthorization signed) {
    return transfer(
        treasury,
        payout.recipient(),
        payout.amountMinor(),
        payout.window(),
        payout.nonce(),
        signed);
  }

  private static String data(String function, List<Type<?>> parameters) {
    return FunctionEncoder.encode(
        new Function(function, List.of(parameters.toArray(new Type<?>[0])), List.of()));
  }

  private static boolean isAccepted(String contract, String function, List<Type<?>> parameters) {
    JsonNode response =
        anvil.request(
            "eth_call",
            Map.of("from", anvil.account(7), "to", contract, "data", data(function, parameters)),
            "latest");
    assertThat(response.has("result") || response.at("/error/message").asText().contains("revert"))
        .as(response.toString())
        .isTrue();
    return response.has("result");
  }

  /** Each parameter with another value that is valid by itself. */
  private static List<List<Type<?>>> changed(List<Type<?>> parameters) {
    List<List<Type<?>>> all = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      List<Type<?>> other = new ArrayList<>(parameters);
      other.set(i, changed(parameters.get(i)));
      all.add(other);
    }
    return all;
  }

  private static Type<?> changed(Type<?> value) {
    return switch (value) {
      case Address _ -> new Address(anvil.account(6));
      case Uint256 number -> new Uint256(number.getValue().add(BigInteger.ONE));
      case Uint8 v -> new Uint8(v.getValue().intValueExact() == 27 ? 28 : 27);
      case Bytes32 bytes -> {
        byte[] other = bytes.getValue().clone();
        other[31] ^= 1;
        yield new Bytes32(other);
      }
      default -> throw new IllegalStateException(value.getTypeAsString());
    };
  }

  private static void assertOnlyAsSigned(String function, List<Type<?>> parameters) {
    assertThat(isAccepted(token.address(), function, parameters)).isTrue();
    for (List<Type<?>> other : changed(parameters)) {
      assertThat(isAccepted(token.address(), function, other)).as(other.toString()).isFalse();
    }
  }

  private static JsonNode relay(String data) {
    SignedTransaction transaction =
        done(
            signer.signRelay(
                new RelayTransaction(
                    Anvil.CHAIN_ID,
                    relayer,
                    relays++,
                    address(token.address()),
                    data,
                    150_000,
                    BigInteger.valueOf(10_000_000_000L),
                    BigInteger.valueOf(1_000_000_000))));
    String hash = anvil.call("eth_sendRawTransaction", transaction.raw()).textValue();
    assertThat(hash).isEqualTo(transaction.hash().text());
    return anvil.receipt(hash);
  }

  @Test
  void aPayoutIsAcceptedOnceAndOnlyAsItWasSigned() {
    PayoutAuthorization payout = payout(1);
    List<Type<?>> parameters = transfer(payout, done(signer.signPayout(payout)));
    assertOnlyAsSigned(TRANSFER, parameters);
    // The same name, version and chain at another address are another domain.
    DemoToken other = DemoToken.deploy(anvil);
    anvil.receipt(other.mint(treasury.text(), 100_000_000));
    assertThat(isAccepted(other.address(), TRANSFER, parameters)).isFalse();
    assertThat(isAccepted(token.address(), "receiveWithAuthorization", parameters)).isFalse();
    BigInteger before = token.balance(TestSigner.RECIPIENT.text());

    assertThat(relay(data(TRANSFER, parameters)).get("status").textValue()).isEqualTo("0x1");
    assertThat(relay(data(TRANSFER, parameters)).get("status").textValue()).isEqualTo("0x0");

    assertThat(token.balance(TestSigner.RECIPIENT.text()).subtract(before))
        .isEqualTo(payout.amountMinor());
  }

  /** Of (r, s) and (r, n - s), only the one that the signer makes is valid. */
  @Test
  void theOtherSignatureOfTheSameHashIsRejected() {
    PayoutAuthorization payout = payout(2);
    SignedAuthorization signed = done(signer.signPayout(payout));
    BigInteger s = Sign.CURVE_PARAMS.getN().subtract(new BigInteger(1, signed.s().bytes()));
    SignedAuthorization twin =
        new SignedAuthorization(
            signed.v() == 27 ? 28 : 27,
            signed.r(),
            new com.remitflex.features.rails.evm.keys.Bytes32("0x%064x".formatted(s)));

    assertThat(isAccepted(token.address(), TRANSFER, transfer(payout, signed))).isTrue();
    assertThat(isAccepted(token.address(), TRANSFER, transfer(payout, twin))).isFalse();
  }

  @Test
  void aSweepIsAcceptedOnlyAsItWasSigned() {
    SweepAuthorization sweep =
        new SweepAuthorization(
            Method.TRANSFER,
            Anvil.CHAIN_ID,
            address(token.address()),
            DEPOSIT_INDEX,
            BigInteger.valueOf(3_000_000),
            window(),
            TestSigner.nonce(3));
    List<Type<?>> parameters =
        transfer(
            deposit,
            treasury,
            sweep.amountMinor(),
            sweep.window(),
            sweep.nonce(),
            done(signer.signSweep(sweep)));
    assertOnlyAsSigned(TRANSFER, parameters);

    assertThat(relay(data(TRANSFER, parameters)).get("status").textValue()).isEqualTo("0x1");

    assertThat(token.balance(deposit.text())).isZero();
  }

  @Test
  void aCancellationIsAcceptedOnlyAsItWasSignedAndStopsThePayout() {
    PayoutAuthorization payout = payout(4);
    List<Type<?>> authorised = transfer(payout, done(signer.signPayout(payout)));
    SignedAuthorization signed =
        done(
            signer.signCancellation(
                new Cancellation(
                    Anvil.CHAIN_ID, address(token.address()), Optional.empty(), payout.nonce())));
    List<Type<?>> cancellation =
        List.of(
            new Address(treasury.text()),
            new Bytes32(payout.nonce().bytes()),
            new Uint8(signed.v()),
            new Bytes32(signed.r().bytes()),
            new Bytes32(signed.s().bytes()));
    assertOnlyAsSigned(CANCEL, cancellation);

    assertThat(relay(data(CANCEL, cancellation)).get("status").textValue()).isEqualTo("0x1");

    assertThat(isAccepted(token.address(), TRANSFER, authorised)).isFalse();
  }
}
