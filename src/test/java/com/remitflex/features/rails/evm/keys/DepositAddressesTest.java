package com.remitflex.features.rails.evm.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses from an extended public key are those that other wallets show. */
class DepositAddressesTest {
  /** m/44'/60'/0'/0 of "test … junk", whose first addresses every development chain funds. */
  private static final String XPUB =
      "xpub6DyUKdwoLWmUJ4Tn9Bbsdtx7B5Ws18mEN19e5HT52ikE53FiUheSQXrZUNPovqfyKmw4579A1Mm3GXXKM39N6"
          + "4uooBfJ4tNAzFsEbodRTx4";

  /** Made with ethers 6.17. */
  @ParameterizedTest
  @CsvSource({
    "0, 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
    "1, 0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
    "9, 0xa0Ee7A142d267C1f36714E4a8F75612F20a79720",
    "1000000, 0x0E3587144d745470988b2dD90006b887B915614c",
    "2147483647, 0x9d90537E6c8631CF4cBf3F3049519844027a3d68"
  })
  void anAddressIsThatOfOtherWallets(int index, String address) {
    assertThat(DepositAddresses.derive(XPUB, index).text()).isEqualTo(address);
  }

  private static final String VECTOR_0 =
      "xpub68Gmy5EdvgibQVfPdqkBBCHxA5htiqg55crXYuXoQRKfDBFA1WEjWgP6LHhwBZeNK1VTsfTFUHCdrfp1bgwQ9"
          + "xv5ski8PX9rL2dZXvgGDnw";
  private static final String VECTOR_1 =
      "xpub6D4BDPcP2GT577Vvch3R8wDkScZWzQzMMUm3PWbmWvVJrZwQY4VUNgqFJPMM3No2dFDFGTsxxpG5uJh7n7epu"
          + "4trkrX7x7DogT5Uv6fcLW5";

  /** m/0'/1 and m/0'/1/2'/2 of test vector 1 of BIP-32, from the public keys above them. */
  @Test
  void aPublicKeyIsThatOfTheTestVectors() {
    assertChild(VECTOR_0, 1, "03501e454bf00751f24b1b489aa925215d66af2234e3891c3b21a52bedb3cd711c");
    assertChild(VECTOR_1, 2, "02e8445082a72f29b75ca48748a914df60622a609cacfce8ed0e35804560741d29");
  }

  private static void assertChild(String parent, int index, String child) {
    ExtendedPublicKey key = ExtendedPublicKey.parse(parent).orElseThrow();
    assertThat(key.text()).isEqualTo(parent);
    assertThat(key.child(index).getEncoded(true)).asHexString().isEqualToIgnoringCase(child);
  }

  @Test
  void aHardenedIndexIsRejected() {
    assertThatThrownBy(() -> DepositAddresses.derive(XPUB, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsNotAnExtendedPublicKeyIsRejected() {
    String privateKey =
        "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNN"
            + "U3TGtRBeJgk33yuGBxrMPHi";
    String mistyped = XPUB.substring(0, 50) + "z" + XPUB.substring(51);
    String outsideOfBase58 = XPUB.substring(0, 50) + "0" + XPUB.substring(51);
    for (String text :
        List.of("", "xpub", mistyped, outsideOfBase58, privateKey, XPUB + "1", "z".repeat(9_999))) {
      assertThat(ExtendedPublicKey.parse(text)).isEmpty();
      assertThatThrownBy(() -> DepositAddresses.derive(text, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("not an extended public key");
    }
  }
}
