package com.remitflex.features.activity.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Details of alerts are shown to people in words, not as field names. */
class AlertDetailsTest {
  @ParameterizedTest
  @CsvSource({
    "ip, IP address",
    "user_agent, User agent",
    "network, Network",
    "silent_days, Days without use",
    "display, Key used",
    "a_later_detail, A later detail"
  })
  void aDetailHasALabel(String name, String label) {
    assertThat(AlertDetails.label(name)).isEqualTo(label);
  }
}
