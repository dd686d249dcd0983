package com.remitflex.features.rails.signer.service;

import static com.remitflex.features.rails.signer.TestSigner.CHAIN;
import static com.remitflex.features.rails.signer.TestSigner.OTHER_CHAIN;
import static com.remitflex.features.rails.signer.TestSigner.RECIPIENT;
import static com.remitflex.features.rails.signer.TestSigner.TOKEN;
import static com.remitflex.features.rails.signer.TestSigner.nonce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.remitflex.features.rails.evm.keys.DepositAddresses;
import com.remitflex.features.rails.signer.Cancellation;
import com.remitflex.features.rails.signer.Method;
import com.remitflex.features.rails.signer.PayoutAuthorization;
import com.remitflex.features.rails.signer.RelayTransaction;
import com.remitflex.features.rails.signer.SettableClock;
import com.remitflex.features.rails.signer.SignedAuthorization;
import com.remitflex.features.rails.signer.SignedTransaction;
import com.remitflex.features.rails.signer.SignerErrorCode;
import com.remitflex.features.rails.signer.SignerException;
import com.remitflex.features.rails.signer.SignerReply;
import com.remitflex.features.rails.signer.SweepAuthorization;
import com.remitflex.features.rails.signer.TestSigner;
import com.remitflex.features.rails.signer.Window;
import com.remitflex.features.rails.signer.authorization.Authorization;
import com.remitflex.features.rails.signer.authorization.TokenDomain;
import com.remitflex.features.recipients.wallets.EvmAddress;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;

/** What the signer signs, and that nothing makes it sign a second payment with a nonce. */
class LocalSignerTest {
  @TempDir private Path directory;

  private final SettableClock clock = new SettableClock(Instant.parse("2027-01-31T12:00:00Z"));
  private TestSigner files;
  private LocalSigner signer;

  @BeforeEach
  void open() {
    files = TestSigner.create(directory.resolve("signer"));
    signer = files.open(clock);
  }

  @AfterEach
  void close() {
    signer.close();
  }

  private void restart() {
    signer.close();
    signer = files.open(clock);
  }

  private PayoutAuthorization payout(long nonce, long amountMinor) {
    return TestSigner.payout(clock, nonce, amountMinor);
  }

  private static <T> T done(SignerReply<T> reply) {
    assertThat(reply).isInstanceOf(SignerReply.Done.class);
    return ((SignerReply.Done<T>) reply).value();
  }

  private static void assertRejected(SignerReply<?> reply, SignerErrorCode code) {
    assertThat(reply).isInstanceOf(SignerReply.Rejected.class);
    SignerReply.Rejected<?> rejected = (SignerReply.Rejected<?>) reply;
    assertThat(rejected.code()).as(rejected.reason()).isEqualTo(code);
    assertThat(rejected.reason()).isNotBlank();
  }

  private static EvmAddress recovered(Authorization authorization, SignedAuthorization signed)
      throws Exception {
    byte[] digest =
        authorization.digest(
            new TokenDomain("USD Coin", "2", authorization.chainId(), authorization.token()));
    BigInteger key =
        Sign.signedMessageHashToKey(
            digest,
            new Sign.SignatureData((byte) signed.v(), signed.r().bytes(), signed.s().bytes()));
    return EvmAddress.parse("0x" + Keys.getAddress(key)).orElseThrow();
  }

  @Test
  void aPayoutIsSignedByTheTreasury() throws Exception {
    PayoutAuthorization payout = payout(1, 1_000_000);
    EvmAddress treasury = files.addresses().treasury();

    SignedAuthorization signed = done(signer.signPayout(payout));

    assertThat(recovered(PolicyRules.transfer(payout, treasury), signed)).isEqualTo(treasury);
    assertThat(signed.signature()).matches("0x[0-9a-f]{128}(1b|1c)");
  }

  @Test
  void aSweepIsSignedByTheDepositAddressAndGoesToTheTreasury() throws Exception {
    EvmAddress from = DepositAddresses.derive(files.addresses().extendedPublicKey(), 9);
    SweepAuthorization sweep = sweep(2, 9);

    SignedAuthorization signed = done(signer.signSweep(sweep));

    assertThat(from.text()).isEqualTo("0xa0Ee7A142d267C1f36714E4a8F75612F20a79720");
    assertThat(recovered(PolicyRules.transfer(sweep, from, files.addresses().treasury()), signed))
        .isEqualTo(from);
  }

  private SweepAuthorization sweep(long nonce, int index) {
    PayoutAuthorization like = payout(nonce, 5);
    return new SweepAuthorization(
        Method.TRANSFER, CHAIN, TOKEN, index, BigInteger.TWO.pow(70), like.window(), like.nonce());
  }

  @Test
  void theSameRequestGetsTheSameSignatureAndCountsOnce() {
    SignedAuthorization first = done(signer.signPayout(payout(1, 1_000_000_000)));
    for (int i = 0; i < 5; i++) {
      assertThat(done(signer.signPayout(payout(1, 1_000_000_000)))).isEqualTo(first);
      restart();
    }
    done(signer.signPayout(payout(2, 1_000_000_000)));
    done(signer.signPayout(payout(3, 500_000_000)));

    assertThat(done(signer.health()).signatures()).isEqualTo(3);
    assertRejected(signer.signPayout(payout(4, 1)), SignerErrorCode.ABOVE_DAY_CEILING);
  }

  @Test
  void aNewerWindowIsSignedAndNotCounted() {
    SignedAuthorization first = done(signer.signPayout(payout(1, 1_000_000_000)));
    clock.move(Duration.ofMinutes(10));

    SignedAuthorization second = done(signer.signPayout(payout(1, 1_000_000_000)));

    assertThat(second).isNotEqualTo(first);
    done(signer.signPayout(payout(2, 1_000_000_000)));
    done(signer.signPayout(payout(3, 500_000_000)));
  }

  @Test
  void nothingElseIsSignedWithANonceAlsoAfterARestart() {
    PayoutAuthorization first = payout(1, 1_000_000);
    done(signer.signPayout(first));
    for (int run = 0; run < 2; run++) {
      Window window = first.window();
      for (PayoutAuthorization other :
          List.of(
              payout(1, 1_000_001),
              new PayoutAuthorization(
                  Method.TRANSFER,
                  CHAIN,
                  TOKEN,
                  EvmAddress.of(
                      new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2}),
                  first.amountMinor(),
                  window,
                  first.nonce()),
              new PayoutAuthorization(
                  Method.TRANSFER,
                  OTHER_CHAIN,
                  TOKEN,
                  RECIPIENT,
                  first.amountMinor(),
                  window,
                  first.nonce()))) {
        assertRejected(signer.signPayout(other), SignerErrorCode.NONCE_USED);
      }
      assertRejected(signer.signSweep(sweep(1, 0)), SignerErrorCode.NONCE_USED);
      assertRejected(
          signer.signCancellation(new Cancellation(CHAIN, TOKEN, Optional.of(0), nonce(1))),
          SignerErrorCode.NONCE_USED);
      restart();
    }
  }

  @Test
  void aCancelledNonceIsNeverAuthorized() throws Exception {
    done(signer.signPayout(payout(1, 1_000_000)));
    Cancellation request = new Cancellation(CHAIN, TOKEN, Optional.empty(), nonce(1));
    EvmAddress treasury = files.addresses().treasury();

    SignedAuthorization signed = done(signer.signCancellation(request));

    assertThat(recovered(new Authorization.Cancel(CHAIN, TOKEN, treasury, nonce(1)), signed))
        .isEqualTo(treasury);
    assertThat(done(signer.signCancellation(request))).isEqualTo(signed);
    assertRejected(signer.signPayout(payout(1, 1_000_000)), SignerErrorCode.NONCE_CANCELLED);
    restart();
    assertRejected(signer.signPayout(payout(1, 1_000_000)), SignerErrorCode.NONCE_CANCELLED);
    assertThat(done(signer.signCancellation(request))).isEqualTo(signed);
  }

  @Test
  void whatThePolicyDoesNotContainIsRejected() {
    PayoutAuthorization right = payout(1, 1);
    assertRejected(
        signer.signPayout(with(right, 1, TOKEN, RECIPIENT)), SignerErrorCode.NETWORK_NOT_ALLOWED);
    assertRejected(
        signer.signPayout(with(right, CHAIN, RECIPIENT, RECIPIENT)),
        SignerErrorCode.TOKEN_NOT_ALLOWED);
    for (EvmAddress to :
        List.of(
            EvmAddress.ZERO,
            TOKEN,
            files.addresses().treasury(),
            files.addresses().relayers().getLast())) {
      assertRejected(
          signer.signPayout(with(right, CHAIN, TOKEN, to)), SignerErrorCode.RECIPIENT_NOT_ALLOWED);
    }
    assertRejected(
        signer.signPayout(
            new PayoutAuthorization(
                Method.RECEIVE,
                CHAIN,
                TOKEN,
                RECIPIENT,
                BigInteger.ONE,
                right.window(),
                right.nonce())),
        SignerErrorCode.FUNCTION_NOT_ALLOWED);
    assertRejected(
        signer.signPayout(payout(1, 1_000_000_001)), SignerErrorCode.ABOVE_TRANSACTION_CEILING);
    assertRejected(signer.signPayout(payout(1, 0)), SignerErrorCode.AMOUNT_NOT_ALLOWED);
    assertRejected(signer.signPayout(payout(1, -1)), SignerErrorCode.AMOUNT_NOT_ALLOWED);
    assertThat(done(signer.health()).signatures()).isZero();
  }

  private static PayoutAuthorization with(
      PayoutAuthorization like, long chainId, EvmAddress token, EvmAddress to) {
    return new PayoutAuthorization(
        Method.TRANSFER, chainId, token, to, like.amountMinor(), like.window(), like.nonce());
  }

  @Test
  void aWindowThatIsEmptyPastOrLongIsRejected() {
    long now = clock.instant().getEpochSecond();
    for (Window window :
        List.of(
            new Window(now, now),
            new Window(now, now + 1),
            new Window(0, now),
            new Window(0, now + 3_601),
            new Window(0, Long.MAX_VALUE),
            new Window(Long.MAX_VALUE, 5))) {
      PayoutAuthorization request =
          new PayoutAuthorization(
              Method.TRANSFER, CHAIN, TOKEN, RECIPIENT, BigInteger.ONE, window, nonce(1));
      assertRejected(signer.signPayout(request), SignerErrorCode.WINDOW_NOT_ALLOWED);
    }
  }

  @Test
  void aClockThatIsSetBackDoesNotBeginTheDayAgain() {
    done(signer.signPayout(payout(1, 1_000_000_000)));
    done(signer.signPayout(payout(2, 1_000_000_000)));
    done(signer.signPayout(payout(3, 500_000_000)));
    clock.move(Duration.ofDays(-1));
    assertRejected(signer.signPayout(payout(4, 1)), SignerErrorCode.ABOVE_DAY_CEILING);
    restart();
    assertRejected(signer.signPayout(payout(4, 1)), SignerErrorCode.ABOVE_DAY_CEILING);
    assertThat(done(signer.health()).warnings().toString()).contains("earlier day");

    clock.move(Duration.ofDays(1).plusHours(12));
    done(signer.signPayout(payout(4, 1_000_000_000)));
    assertThat(done(signer.health()).warnings()).isEmpty();
  }

  private RelayTransaction relay(long nonce, String data, EvmAddress to) {
    return new RelayTransaction(
        CHAIN,
        files.addresses().relayers().getFirst(),
        nonce,
        to,
        data,
        100_000,
        BigInteger.valueOf(100_000_000_000L),
        BigInteger.valueOf(1_000_000_000));
  }

  private String call(PayoutAuthorization payout, SignedAuthorization signed) {
    return "0xe3ee160e"
        + word(files.addresses().treasury().text().substring(2).toLowerCase(java.util.Locale.ROOT))
        + word(payout.recipient().text().substring(2).toLowerCase(java.util.Locale.ROOT))
        + word(payout.amountMinor().toString(16))
        + word(Long.toHexString(payout.window().validAfter()))
        + word(Long.toHexString(payout.window().validBefore()))
        + payout.nonce().text().substring(2)
        + word(Integer.toHexString(signed.v()))
        + signed.r().text().substring(2)
        + signed.s().text().substring(2);
  }

  private static String word(String digits) {
    return "0".repeat(64 - digits.length()) + digits;
  }

  @Test
  void aRelayerSubmitsOnlyWhatTheSignerSigned() {
    PayoutAuthorization payout = payout(1, 1_000_000);
    SignedAuthorization signed = done(signer.signPayout(payout));
    String data = call(payout, signed);

    SignedTransaction transaction = done(signer.signRelay(relay(0, data, TOKEN)));

    assertThat(transaction.raw()).startsWith("0x02").contains(data.substring(2));
    assertThat(done(signer.signRelay(relay(0, data, TOKEN)))).isEqualTo(transaction);
    assertRejected(
        signer.signRelay(relay(1, call(payout(2, 1), signed), TOKEN)),
        SignerErrorCode.AUTHORIZATION_UNKNOWN);
    assertRejected(
        signer.signRelay(relay(1, call(payout(1, 2), signed), TOKEN)),
        SignerErrorCode.AUTHORIZATION_UNKNOWN);
    assertRejected(signer.signRelay(relay(1, data, RECIPIENT)), SignerErrorCode.TOKEN_NOT_ALLOWED);
    assertRejected(
        signer.signRelay(relay(1, "0xa9059cbb" + data.substring(10), TOKEN)),
        SignerErrorCode.FUNCTION_NOT_ALLOWED);
    assertRejected(signer.signRelay(relay(1, "0x", TOKEN)), SignerErrorCode.FUNCTION_NOT_ALLOWED);
    assertRejected(signer.signRelay(relay(1, "0xzz", TOKEN)), SignerErrorCode.BAD_REQUEST);
    assertRejected(signer.signRelay(relay(-1, data, TOKEN)), SignerErrorCode.BAD_REQUEST);
    EvmAddress relayer = files.addresses().relayers().getFirst();
    assertThat(done(signer.signRelay(relay(1, "0x", relayer))).raw()).startsWith("0x02");
  }

  @Test
  void feesAreBoundedPerTransactionAndPerDay() {
    EvmAddress relayer = files.addresses().relayers().getFirst();
    for (long[] fees :
        List.of(
            new long[] {150_001, 1, 1},
            new long[] {0, 1, 1},
            new long[] {21_000, 100_000_000_001L, 1},
            new long[] {21_000, -1, -1},
            new long[] {21_000, 1, 2},
            new long[] {21_000, 3_000_000_000L, 2_000_000_001L})) {
      assertRejected(
          signer.signRelay(
              new RelayTransaction(
                  CHAIN,
                  relayer,
                  0,
                  relayer,
                  "0x",
                  fees[0],
                  BigInteger.valueOf(fees[1]),
                  BigInteger.valueOf(fees[2]))),
          SignerErrorCode.FEES_NOT_ALLOWED);
    }
    // 0.01 each, of 0.03 per day; the same nonce again is not counted again.
    for (int i = 0; i < 3; i++) {
      done(signer.signRelay(relay(i, "0x", relayer)));
      done(signer.signRelay(relay(i, "0x", relayer)));
    }
    assertRejected(signer.signRelay(relay(3, "0x", relayer)), SignerErrorCode.FEES_NOT_ALLOWED);
    restart();
    assertRejected(signer.signRelay(relay(3, "0x", relayer)), SignerErrorCode.FEES_NOT_ALLOWED);
    done(signer.signRelay(relay(2, "0x", relayer)));
    assertRejected(
        signer.signRelay(relay(3, "0x", RECIPIENT)), SignerErrorCode.FUNCTION_NOT_ALLOWED);
  }

  @Test
  void aRelayerOfAnotherSignerIsUnknown() {
    RelayTransaction like = relay(0, "0x", RECIPIENT);
    assertRejected(
        signer.signRelay(
            new RelayTransaction(
                CHAIN,
                RECIPIENT,
                0,
                RECIPIENT,
                "0x",
                like.gasLimit(),
                like.maxFeePerGasWei(),
                like.maxPriorityFeePerGasWei())),
        SignerErrorCode.KEY_UNKNOWN);
  }

  @Test
  void aSecondSignerInTheDirectoryDoesNotStart() {
    assertThatThrownBy(() -> files.open(clock))
        .isInstanceOf(SignerException.class)
        .hasMessageContaining("Another process uses the signer");
  }

  @Test
  void aLineThatACrashCutOffIsRemovedAndReported() throws IOException {
    done(signer.signPayout(payout(1, 1_000_000)));
    signer.close();
    byte[] whole = Files.readAllBytes(files.log());
    signer = files.open(clock);
    done(signer.signPayout(payout(2, 1_000_000)));
    signer.close();
    byte[] longer = Files.readAllBytes(files.log());
    for (int length = whole.length + 1; length < longer.length; length += 37) {
      Files.write(files.log(), java.util.Arrays.copyOf(longer, length));
      signer = files.open(clock);
      assertThat(done(signer.health()).signatures()).isEqualTo(1);
      assertThat(done(signer.health()).warnings().toString()).contains("incomplete after a crash");
      assertThat(files.log()).hasBinaryContent(whole);
      signer.close();
    }
    signer = files.open(clock);
    assertThat(done(signer.health()).warnings()).isEmpty();
    assertRejected(signer.signPayout(payout(1, 2)), SignerErrorCode.NONCE_USED);
    done(signer.signPayout(payout(2, 1_000_001)));
  }

  @Test
  void aLogThatWasChangedStopsTheStart() throws IOException {
    for (int i = 1; i <= 3; i++) {
      done(signer.signPayout(payout(i, 1_000_000)));
    }
    signer.close();
    List<String> lines = Files.readAllLines(files.log());
    for (List<String> changed :
        List.of(
            lines.subList(1, 3),
            List.of(lines.get(0), lines.get(2)),
            List.of(lines.get(1), lines.get(0), lines.get(2)),
            List.of(lines.get(0), lines.get(1), lines.get(2).replace("1000000", "2000000")),
            List.of(lines.get(0), lines.get(1).substring(0, 90), lines.get(2)))) {
      Files.write(files.log(), changed);
      assertThatThrownBy(() -> files.open(clock))
          .isInstanceOf(SignerException.class)
          .hasMessageContaining("was changed or damaged");
    }
    Files.write(files.log(), lines);
    Files.writeString(files.log(), "", StandardOpenOption.APPEND);
    signer = files.open(clock);
  }

  @Test
  void aWrongPassphraseStopsTheStart() {
    signer.close();
    assertThatThrownBy(
            () -> LocalSigner.open(files.directory(), "wrong horse battery".toCharArray(), clock))
        .isInstanceOf(SignerException.class)
        .hasMessageContaining("passphrase does not fit treasury.json")
        .hasMessageNotContaining("wrong horse");
    signer = files.open(clock);
  }

  @Test
  void filesThatOthersCanReadStopTheStart() throws IOException {
    signer.close();
    Path keystore = files.directory().resolve("treasury.json");
    Files.setPosixFilePermissions(
        keystore, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> files.open(clock))
        .isInstanceOf(SignerException.class)
        .hasMessageContaining("Other users can read or change")
        .hasMessageContaining("chmod 600");
    Files.setPosixFilePermissions(
        keystore, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    signer = files.open(clock);
  }
}
