package com.remitflex.features.rails.signer.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.signer.Method;
import com.remitflex.features.rails.signer.Window;
import com.remitflex.features.recipients.wallets.EvmAddress;
import java.math.BigInteger;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Sign;

/** Hashes and calls are those of another implementation: ethers 6.17. */
class ForeignVectorsTest {
  private static final EvmAddress TOKEN =
      new EvmAddress("0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48");
  private static final EvmAddress FROM =
      new EvmAddress("0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F");
  private static final EvmAddress TO = new EvmAddress("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
  private static final Bytes32 NONCE = new Bytes32("0x" + "ab".repeat(32));

  private static final String WORDS =
      """
      0000000000000000000000009d8a62f656a8d1615c1294fd71e9cfb3e4855a4f
      000000000000000000000000f39fd6e51aad88f6f4ce6ab8827279cfffb92266
      00000000000000000000000000000000000000000000000000000000017d7840
      000000000000000000000000000000000000000000000000000000006b49d200
      000000000000000000000000000000000000000000000000000000006b49e010
      abababababababababababababababababababababababababababababababab
      """;
  private static final String IN_PARTS =
      """
      000000000000000000000000000000000000000000000000000000000000001c
      f1526ca6ecda1b95bbaec04f7188a6767f14981ba2c57d08f92f8e0965e4648a
      78e924188aa76ad6a82420d914ab2de974c37337cb6721a145b169b1b3d3f517
      """;
  private static final String AS_BYTES =
      """
      00000000000000000000000000000000000000000000000000000000000000e0
      0000000000000000000000000000000000000000000000000000000000000041
      f1526ca6ecda1b95bbaec04f7188a6767f14981ba2c57d08f92f8e0965e4648a
      78e924188aa76ad6a82420d914ab2de974c37337cb6721a145b169b1b3d3f517
      1c00000000000000000000000000000000000000000000000000000000000000
      """;

  private static Authorization.Transfer transfer(Method method) {
    return new Authorization.Transfer(
        method,
        1,
        TOKEN,
        FROM,
        TO,
        BigInteger.valueOf(25_000_000),
        new Window(1_800_000_000, 1_800_003_600),
        NONCE);
  }

  private static byte[] data(String selector, String... parts) {
    return HexFormat.of().parseHex(selector + String.join("", parts).replace("\n", ""));
  }

  @Test
  void theDomainIsThatOfTheContract() {
    assertThat(new TokenDomain("USD Coin", "2", 1, TOKEN).separator())
        .asHexString()
        .isEqualToIgnoringCase("06c37168a7db5138defc7866392bb87a741f9b3d104deb5094588ce041cae335");
  }

  /** The signatures of the private key 4646…46, which RFC 6979 makes the same everywhere. */
  @Test
  void signaturesAreThoseOfAnotherTool() {
    TokenDomain domain = new TokenDomain("USD Coin", "2", 1, TOKEN);
    assertSignature(
        transfer(Method.TRANSFER).digest(domain),
        "f1526ca6ecda1b95bbaec04f7188a6767f14981ba2c57d08f92f8e0965e4648a",
        "78e924188aa76ad6a82420d914ab2de974c37337cb6721a145b169b1b3d3f517");
    assertSignature(
        transfer(Method.RECEIVE).digest(domain),
        "ee847a14e48c7eecb8a457faae77ffef0ff916d9554a8693b94d6f65a6370c06",
        "23bdfd13ac655d02d91b574bfe860184462789652f16651ebfa38084988674fb");
    assertSignature(
        new Authorization.Cancel(1, TOKEN, FROM, NONCE).digest(domain),
        "f4f651990464e670b48cf0305e0f6e73627763d17388d6a5499a8f0f3f69937c",
        "13d3c2a945a9d3da93601f979bd5b81d25114fadde9b7bacda875c3f9e560f16");
  }

  private static void assertSignature(byte[] digest, String r, String s) {
    ECKeyPair key = ECKeyPair.create(new BigInteger("46".repeat(32), 16));
    Sign.SignatureData signature = Sign.signMessage(digest, key, false);
    assertThat(signature.getR()).asHexString().isEqualToIgnoringCase(r);
    assertThat(signature.getS()).asHexString().isEqualToIgnoringCase(s);
  }

  @Test
  void aCallOfEachFormIsRead() {
    assertThat(TokenCall.parse(1, TOKEN, data("e3ee160e", WORDS, IN_PARTS)))
        .contains(new TokenCall(TokenFunction.TRANSFER, transfer(Method.TRANSFER)));
    assertThat(TokenCall.parse(1, TOKEN, data("cf092995", WORDS, AS_BYTES)))
        .contains(new TokenCall(TokenFunction.TRANSFER, transfer(Method.TRANSFER)));
    assertThat(TokenCall.parse(1, TOKEN, data("ef55bec6", WORDS, IN_PARTS)))
        .contains(new TokenCall(TokenFunction.RECEIVE, transfer(Method.RECEIVE)));
    assertThat(TokenCall.parse(1, TOKEN, data("88b7ab63", WORDS, AS_BYTES)))
        .contains(new TokenCall(TokenFunction.RECEIVE, transfer(Method.RECEIVE)));
  }

  @ParameterizedTest
  @CsvSource({"5a049a70, true", "b7b72899, false"})
  void aCancellationOfEachFormIsRead(String selector, boolean isInParts) {
    String words = WORDS.lines().findFirst().orElseThrow() + NONCE.text().substring(2);

    assertThat(TokenCall.parse(1, TOKEN, data(selector, words, isInParts ? IN_PARTS : AS_BYTES)))
        .contains(
            new TokenCall(TokenFunction.CANCEL, new Authorization.Cancel(1, TOKEN, FROM, NONCE)));
  }

  /** transfer(address,uint256) and approve(address,uint256) would move the tokens themselves. */
  @ParameterizedTest
  @ValueSource(strings = {"a9059cbb", "095ea7b3", "23b872dd", "00000000"})
  void anotherFunctionIsNotRead(String selector) {
    assertThat(TokenCall.parse(1, TOKEN, data(selector, WORDS, IN_PARTS))).isEmpty();
  }

  @Test
  void whatIsTooShortTooLongOrNoAddressIsNotRead() {
    byte[] right = data("e3ee160e", WORDS, IN_PARTS);
    for (int length = 0; length < right.length; length++) {
      assertThat(TokenCall.parse(1, TOKEN, java.util.Arrays.copyOf(right, length))).isEmpty();
    }
    assertThat(TokenCall.parse(1, TOKEN, java.util.Arrays.copyOf(right, right.length + 32)))
        .isEmpty();
    right[4] = 1;
    assertThat(TokenCall.parse(1, TOKEN, right)).isEmpty();
  }
}
