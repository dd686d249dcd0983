package com.remitflex.features.recipients.wallets;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which wallets can be paid. */
class WalletRulesTest {
  private static final String ADDRESS = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";

  private static final WalletRules RULES =
      new WalletRules(new Networks(Set.of("demo")), Networks.simulatedContracts());

  private static Result<Wallet> stored(String network, String address) {
    return RULES.stored(new Wallet(network, address), Currency.USDC, Environment.SANDBOX);
  }

  private static ApiError error(Result<Wallet> result) {
    assertThat(result).isInstanceOf(Result.Rejected.class);
    return ((Result.Rejected<Wallet>) result).error();
  }

  private static void assertAddressRejected(String address, String part) {
    ApiError error = error(stored("base", address));
    assertThat(error.code()).isEqualTo(ErrorCode.INVALID_RECIPIENT);
    assertThat(error.field()).contains("recipient.wallet.address");
    assertThat(error.message()).contains(part);
  }

  /** The examples of EIP-55: mixed, all in upper case, all in lower case. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
        "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
        "0x52908400098527886E0F7030069857D2E4169EE7",
        "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
        "0xde709f2102306220921060314715629080e2fb77",
        "0x27b1fdb04752bbc536007a920d24acb045561c26"
      })
  void anAddressWithItsChecksumIsStoredAsItIs(String address) {
    assertThat(stored("base", address)).isEqualTo(Result.ok(new Wallet("base", address)));
    assertThat(stored("base", address.toLowerCase(Locale.ROOT)))
        .isEqualTo(Result.ok(new Wallet("base", address)));
  }

  /** Each letter is covered by the checksum, also where it is the only one in upper case. */
  @Test
  void aLetterInTheWrongCaseIsFound() {
    for (int i = 2; i < ADDRESS.length(); i++) {
      char c = ADDRESS.charAt(i);
      if (Character.isLetter(c)) {
        char other = Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c);
        assertAddressRejected(
            ADDRESS.substring(0, i) + other + ADDRESS.substring(i + 1), "checksum");
      }
    }
  }

  @Test
  void upperCaseIsNoWayAroundTheChecksum() {
    assertAddressRejected("0x" + ADDRESS.substring(2).toUpperCase(Locale.ROOT), "checksum");
  }

  @ParameterizedTest
  @CsvSource({
    "0X5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed, begin with 0x",
    "5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed, begin with 0x",
    "base:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed, begin with 0x",
    "vitalik.eth, begin with 0x",
    "0x, has 0 hexadecimal digits",
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe, has 39 hexadecimal digits",
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed0, has 41 hexadecimal digits",
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeg, not a hexadecimal digit",
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe-, not a hexadecimal digit",
    "0x0000000000000000000000000000000000000000, zero address"
  })
  void anAddressOfAnotherFormIsRejected(String address, String part) {
    assertAddressRejected(address, part);
  }

  /** Cyrillic letters, wide digits, and what nobody sees. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0x5\u0430Aeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeA\u0435d",
        "0x\uFF15aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0x\u0665aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0x5aAeb6053F3E94C9b9A0\u200B9f33669435E7Ef1BeAed",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed\u200B",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed\u202E",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed ",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed\n",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed\u0000"
      })
  void aCharacterThatIsInvisibleOrLooksLikeADigitIsRejected(String address) {
    assertAddressRejected(address, "invisible");
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "\uFEFF", "\u200F", "\u00D7"})
  void nothingStandsBeforeTheAddress(String before) {
    assertAddressRejected(before + ADDRESS, "begin with 0x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Base", "base ", "b\u0430se", "", "solana", "sandbox", "demo", "banks"})
  void anUnknownNetworkIsRejectedWithTheNamesOfTheOthers(String network) {
    ApiError error = error(stored(network, ADDRESS));

    assertThat(error.code()).isEqualTo(ErrorCode.INVALID_RECIPIENT);
    assertThat(error.field()).contains("recipient.wallet.network");
    assertThat(error.message()).endsWith("expected base, ethereum, polygon.");
  }

  @Test
  void aConfiguredNetworkIsKnownInLiveOnly() {
    Result<Wallet> live =
        RULES.stored(new Wallet("demo", ADDRESS), Currency.USDC, Environment.LIVE);

    assertThat(live).isEqualTo(Result.ok(new Wallet("demo", ADDRESS)));
  }

  @Test
  void aCurrencyThatTheNetworkDoesNotCarryIsRejectedInTheSandbox() {
    ApiError error =
        error(RULES.stored(new Wallet("base", ADDRESS), Currency.PYUSD, Environment.SANDBOX));

    assertThat(error.field()).contains("recipient.wallet.network");
    assertThat(error.message()).isEqualTo("PYUSD is not sent on this network: expected ethereum.");
  }

  /** The contracts, as they are written here, are what their own checksums say. */
  @Test
  void theContractsOfTokensAreRejected() {
    int contracts = 0;
    for (Currency currency : Currency.values()) {
      for (String network : Networks.carrying(currency)) {
        String contract = Networks.contract(network, currency).orElseThrow();
        assertThat(EvmAddress.withChecksum(contract)).isEqualTo(contract);
        ApiError error = error(stored(network, contract.toLowerCase(Locale.ROOT)));
        assertThat(error.field()).contains("recipient.wallet.address");
        assertThat(error.message()).contains("token contract");
        contracts++;
      }
    }
    assertThat(contracts).isEqualTo(8);
  }

  @ParameterizedTest
  @EnumSource(ForbiddenAddresses.Owner.class)
  void aForbiddenAddressIsRejectedInWhateverCaseItIsWritten(ForbiddenAddresses.Owner owner) {
    ForbiddenAddresses forbidden =
        (environment, wallet) ->
            environment == Environment.LIVE && wallet.equals(new Wallet("demo", ADDRESS))
                ? Optional.of(owner)
                : Optional.empty();
    WalletRules rules =
        new WalletRules(new Networks(Set.of("demo")), Networks.simulatedContracts().or(forbidden));

    ApiError error =
        error(
            rules.stored(
                new Wallet("demo", ADDRESS.toLowerCase(Locale.ROOT)),
                Currency.USDC,
                Environment.LIVE));

    assertThat(error.code()).isEqualTo(ErrorCode.INVALID_RECIPIENT);
    assertThat(error.field()).contains("recipient.wallet.address");
    assertThat(error.message()).isEqualTo(owner.message());
  }

  @Test
  void noMessageRepeatsWhatTheClientSent() {
    assertThat(error(stored("my-secret-network", ADDRESS)).message()).doesNotContain("secret");
    assertThat(error(stored("base", "0xsecret")).message()).doesNotContain("secret");
  }
}
