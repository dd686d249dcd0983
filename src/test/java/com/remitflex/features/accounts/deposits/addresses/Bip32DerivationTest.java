package com.remitflex.features.accounts.deposits.addresses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The public derivation of BIP-32. */
class Bip32DerivationTest {
  /** Test vector 2 of BIP-32: the chain m, and its child m/0. */
  private static final String PARENT =
      "xpub661MyMwAqRbcFW31YEwpkMuc5THy2PSt5bDMsktWQcFF8syAmRUapSCGu8ED9W6oDMSgv6Zz8idoc4a6mr8BDz"
          + "TJY47LJhkJ8UB7WEGuduB";

  private static final String CHILD =
      "xpub69H7F5d8KSRgmmdJg2KhpAK8SR3DjMwAdkxj3ZuxV27CprR9LgpeyGmXUbC6wb7ERfvrnKZjXoUmmDznezpbZb"
          + "7ap6r1D3tgFxHmwMkQTPH";

  private final Bip32Derivation derivation = new Bip32Derivation();

  @Test
  void theChildIsThatOfTheTestVector() {
    byte[] expected = Bip32Derivation.decoded(CHILD);

    byte[] child = Bip32Derivation.child(Bip32Derivation.decoded(PARENT), 0).getEncoded(true);

    assertThat(HexFormat.of().formatHex(child))
        .isEqualTo(HexFormat.of().formatHex(Arrays.copyOfRange(expected, 45, 78)));
  }

  @Test
  void anAddressIsTheSameEachTimeAndNoOtherIndexHasIt() {
    Set<String> addresses = new HashSet<>();
    for (int index = 0; index < 50; index++) {
      String address = derivation.derive(PARENT, index);
      assertThat(address).matches("0x[0-9a-fA-F]{40}");
      assertThat(derivation.derive(PARENT, index)).isEqualTo(address);
      addresses.add(address);
    }
    assertThat(addresses).hasSize(50);
    assertThat(derivation.derive(PARENT, Integer.MAX_VALUE)).isNotEqualTo(addresses);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "xpub",
        "0",
        "xpub661MyMwAqRbcFW31YEwpkMuc5THy2PSt5bDMsktWQcFF8syAmRUapSCGu8ED9W6oDMSgv6Zz8idoc4a6mr8BDz"
            + "TJY47LJhkJ8UB7WEGuduC",
        "xprv9s21ZrQH143K31xYSDQpPDxsXRTUcvj2iNHm5NUtrGiGG5e2DtALGdso3pGz6ssrdK4PFmM8NSpSBHNqPqm55Q"
            + "n3LqFtT2emdEXVYsCzC2U"
      })
  void aTextThatIsNoExtendedPublicKeyIsRejected(String text) {
    assertThatThrownBy(() -> derivation.derive(text, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("xprv");
  }

  @Test
  void aHardenedIndexIsRejected() {
    assertThatThrownBy(() -> derivation.derive(PARENT, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
