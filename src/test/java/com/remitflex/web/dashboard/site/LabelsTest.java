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
  void aRateIsItsDigits() {
    assertThat(Labels.rate(new Rate(new BigDecimal("0.9259259259")))).isEqualTo("0.9259259259");
    assertThat(Labels.rate(new Rate(new BigDecimal("1E-7")))).isEqualTo("0.0000001");
    assertThat(Labels.rate(Rate.ONE)).isEqualTo("1");
  }
}
