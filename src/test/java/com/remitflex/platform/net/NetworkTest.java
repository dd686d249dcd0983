package com.remitflex.platform.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which addresses count as one network. */
class NetworkTest {
  @ParameterizedTest
  @CsvSource({
    "203.0.113.7, 203.0.113.0/24",
    "203.0.113.255, 203.0.113.0/24",
    "203.0.114.7, 203.0.114.0/24",
    "2001:db8:1:2:3:4:5:6, 2001:db8:1::/48",
    "2001:db8:1:ffff::, 2001:db8:1::/48",
    "2001:db8:2::1, 2001:db8:2::/48",
    "::ffff:203.0.113.7, 203.0.113.0/24",
    "127.0.0.1, 127.0.0.0/24",
    "::1, ::/48",
    "unknown, unknown"
  })
  void isTheIpv4BlockOf24OrTheIpv6BlockOf48Bits(String ip, String network) {
    assertThat(Network.of(ip)).isEqualTo(network);
  }
}
