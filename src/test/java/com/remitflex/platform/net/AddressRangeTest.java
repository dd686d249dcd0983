package com.remitflex.platform.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parsing blocks of addresses, and deciding which addresses they contain. */
class AddressRangeTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.0.0.0/8",
    "192.0.2.7, 192.0.2.7",
    "192.0.2.7/32, 192.0.2.7",
    "0.0.0.0/0, 0.0.0.0/0",
    "::1, ::1",
    "::1/128, ::1",
    "2001:DB8:0:0::/32, 2001:db8::/32",
    "::/0, ::/0",
    "::ffff:192.0.2.7, 192.0.2.7",
    "::ffff:10.0.0.0/104, 10.0.0.0/8",
    "::ffff:0:0/96, 0.0.0.0/0"
  })
  void aBlockHasOneText(String text, String canonical) {
    assertThat(AddressRange.parse(text)).map(AddressRange::toString).contains(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "*",
        "x",
        "localhost",
        "10.0.0.1/8",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/",
        "10.0.0.0/08",
        "10.0.0.0/8/8",
        "10.0.0.0/255.0.0.0",
        "10.0.0",
        "10",
        "127.1",
        "2130706433",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "127.0.0.1.",
        "10.0.0.1-10.0.0.9",
        "10.0.0.1-9",
        "10.0.0.*",
        "10.0.0.%",
        "10.0.0.1,10.0.0.2",
        " 10.0.0.0/8",
        "10.0.0.0/8 ",
        "10.0.0.0 /8",
        "１０.0.0.0/8",
        "10.0.0.256",
        "10.0.0.1:80",
        "[::1]",
        "[::1]:80",
        ":::1",
        "::1::",
        "::1/129",
        "2001:db8::1/32",
        "fe80::1%eth0",
        "fe80::1%1",
        "::ffff:10.0.0.0/8",
        "::ffff:0:0/90",
        "::ffff:0:0/0",
        "/8",
        "::/",
        "/"
      })
  void anythingElseIsNone(String text) {
    assertThat(AddressRange.parse(text).map(AddressRange::toString)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.0.0.0/8, 10.0.0.0, true",
    "10.0.0.0/8, 9.255.255.255, false",
    "200.1.2.128/25, 200.1.2.255, true",
    "200.1.2.128/25, 200.1.2.127, false",
    "0.0.0.0/0, 255.255.255.255, true",
    "10.0.0.0/8, 10.0.0.01, false",
    "10.0.0.0/8, 10.0.0.256, false",
    "10.0.0.0/8, ::ffff:10.1.2.3, true",
    "10.0.0.0/8, ::10.1.2.3, false",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, ::1, false",
    "::/0, 2001:db8::1, true",
    "::/0, 203.0.113.9, false",
    "::ffff:10.0.0.0/104, 10.1.2.3, true",
    "2001:db8::/32, 2001:DB8:ffff::1, true",
    "2001:db8::/32, 2001:db9::1, false",
    "192.0.2.7, 192.0.2.70, false",
    "10.0.0.0/8, 10.0.0.0/8, true",
    "10.0.0.0/8, unknown, false",
    "10.0.0.0/8, '', false"
  })
  void anAddressLiesInABlockOrDoesNot(String block, String address, boolean contained) {
    assertThat(AddressRange.parse(block).orElseThrow().contains(address)).isEqualTo(contained);
  }
}
