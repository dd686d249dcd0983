package com.remitflex.web.dashboard.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.money.Rate;
import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LabelsTest {
  @Test
  void aLimitOfZeroIsNoLimit() {
    assertThat(Labels.requestLimit(Optional.of(0))).isEqualTo("No limit");
    assertThat(Labels.requestLimit(Optional.of(1_000))).isEqualTo("1,000 per minute");
    assertThat(Labels.requestLimit(Optional.empty())).isEqualTo("Platform default");
  }

  @Test
  void aCodeIsShownInWords() {
    assertThat(Labels.label("new_network")).isEqualTo("New network");
    assertThat(Labels.label("ip_allowed")).isEqualTo("IP allowed");
    assertThat(Labels.words("request_id")).isEqualTo("request ID");
    assertThat(Labels.words("zip_paid")).isEqualTo("zip paid");
  }

  @Test
  void aRateHasAllItsDigits() {
    assertThat(Labels.rate(new Rate(new BigDecimal("0.9259259259")))).isEqualTo("0.9259259259");
    assertThat(Labels.rate(new Rate(new BigDecimal("1E-7")))).isEqualTo("0.0000001");
    assertThat(Labels.rate(Rate.ONE)).isEqualTo("1");
  }
}
