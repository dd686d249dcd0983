package com.remitflex.platform.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One address has one text, however it is spelled. */
class AddressTest {
  @ParameterizedTest
  @CsvSource({
    "203.0.113.7, 203.0.113.7",
    "2001:DB8:0:0:0:0:0:7, 2001:db8::7",
    "2001:0db8:0000:0000:0000:0000:0000:0007, 2001:db8::7",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "::ffff:203.0.113.7, 203.0.113.7",
    "::FFFF:cb00:7107, 203.0.113.7",
    "0:0:0:0:0:ffff:203.0.113.7, 203.0.113.7",
    "::1, ::1",
    "0:0:0:0:0:0:0:0, ::"
  })
  void anAddressHasOneText(String text, String canonical) {
    assertThat(Address.canonical(text)).contains(canonical);
    assertThat(Address.spellings(text)).startsWith(canonical);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "unknown", "10.0.0.0/8", "10.0.0.1:80", "[::1]", "fe80::1%eth0"})
  void anythingElseIsNoAddress(String text) {
    assertThat(Address.canonical(text)).isEmpty();
    assertThat(Address.canonicalOrUnknown(text)).isEqualTo(Address.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "203.0.113.7, 203.0.113.7",
        "' 203.0.113.7\t', 203.0.113.7",
        "203.0.113.7:51234, 203.0.113.7",
        "203.0.113.7:_hidden, 203.0.113.7",
        "'\"203.0.113.7\"', 203.0.113.7",
        "'\"203.0.113.7:80\"', 203.0.113.7",
        "2001:DB8::7, 2001:db8::7",
        "[2001:db8::7], 2001:db8::7",
        "[2001:db8::7]:443, 2001:db8::7",
        "'\"[2001:db8::7]:443\"', 2001:db8::7",
        "[::ffff:203.0.113.7]:80, 203.0.113.7",
        "::ffff:203.0.113.7, 203.0.113.7",
        "fe80::1%eth0, fe80::1",
        "[fe80::1%25eth0]:80, fe80::1",
        "unknown, unknown",
        "_hidden, unknown",
        "'', unknown",
        "garbage, unknown",
        "203.0.113.7:, unknown",
        "203.0.113.7:http, unknown",
        "203.0.113.7:123456, unknown",
        "203.0.113.7%eth0, unknown",
        "203.0.113.07, unknown",
        "203.0.113.7/32, unknown",
        "[2001:db8::7, unknown",
        "2001:db8::7], unknown",
        "[2001:db8::7]443, unknown",
        "[]:80, unknown",
        "'\"203.0.113.7', unknown",
        "203.0.113.7 198.51.100.9, unknown",
        "localhost, unknown",
        "2130706433, unknown"
      })
  void aHopIsReadWithoutPortBracketsAndQuotes(String hop, String address) {
    assertThat(Address.ofHop(hop)).isEqualTo(address);
  }

  @Test
  void theSpellingsThatWereStoredBeforeAreKnown() {
    assertThat(Address.spellings("2001:db8::7"))
        .contains("2001:db8:0:0:0:0:0:7", "2001:0db8:0000:0000:0000:0000:0000:0007");
    assertThat(Address.spellings("203.0.113.7"))
        .contains("::ffff:203.0.113.7", "::ffff:cb00:7107", "0:0:0:0:0:ffff:cb00:7107");
    assertThat(Address.spellings("garbage")).isEqualTo(List.of());
  }
}
