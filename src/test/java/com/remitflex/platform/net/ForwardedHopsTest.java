package com.remitflex.platform.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which hops the header of a proxy names; the examples of RFC 7239 among them. */
class ForwardedHopsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "for=192.0.2.43 | 192.0.2.43",
        "for=192.0.2.60;proto=http;by=203.0.113.43 | 192.0.2.60",
        "by=203.0.113.43; For=192.0.2.60 | 192.0.2.60",
        "for=192.0.2.43, for=198.51.100.17 | 192.0.2.43 198.51.100.17",
        "For=\"[2001:db8:cafe::17]:4711\" | 2001:db8:cafe::17",
        "for=\"192.0.2.43:47011\" | 192.0.2.43",
        "for=192.0.2.43:47011 | 192.0.2.43",
        "for=\"\\192.0.2.43\" | 192.0.2.43",
        "for=unknown | unknown",
        "for=_SEVKISEK | unknown",
        "for=\"_gazonk\" | unknown",
        ",for=192.0.2.43,, for=198.51.100.17 , | 192.0.2.43 198.51.100.17",
        "host=\"a,b\";for=192.0.2.43, for=198.51.100.17 | 192.0.2.43 198.51.100.17",
        "proto=https | unknown",
        "for=192.0.2.43;for=192.0.2.44 | unknown",
        "for | unknown",
        "192.0.2.43 | unknown",
        "for=192.0.2.43;nonsense | unknown",
        "for= | unknown",
        // Quotes with which a client could hide the hop that the proxy appends.
        "for=192.0.2.43;x=\", for=198.51.100.17 | unknown",
        "for=192.0.2.43;x=\", for=\"[2001:db8::7]\" | unknown",
        "for=192.0.2.43\", for=\"[2001:db8::7]\" | unknown",
        "for=\"192.0.2.43\\\", for=198.51.100.17 | unknown"
      })
  void ofForwarded(String line, String hops) {
    assertThat(String.join(" ", ForwardedHops.ofForwarded(line))).isEqualTo(hops);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "192.0.2.43 | 192.0.2.43",
        "192.0.2.43, \"[2001:DB8::17]:4711\" | 192.0.2.43 2001:db8::17",
        "198.51.100.17:80,192.0.2.43 | 198.51.100.17 192.0.2.43",
        "192.0.2.43,, 198.51.100.17, | 192.0.2.43 198.51.100.17",
        "garbage, 192.0.2.43, unknown | unknown 192.0.2.43 unknown"
      })
  void ofForwardedFor(String line, String hops) {
    assertThat(String.join(" ", ForwardedHops.ofForwardedFor(line))).isEqualTo(hops);
  }

  @Test
  void aLineOfNothingNamesNone() {
    assertThat(ForwardedHops.ofForwardedFor(" , ,")).isEmpty();
    assertThat(ForwardedHops.ofForwarded(" , ,")).isEmpty();
  }

  @Test
  void aLongLineIsReadWithoutRecursion() {
    assertThat(ForwardedHops.ofForwarded("for=\"" + "\\a".repeat(100_000) + "\"")).hasSize(1);
    assertThat(ForwardedHops.ofForwarded("for=1.1.1.1,".repeat(10_000))).hasSize(10_000);
  }
}
