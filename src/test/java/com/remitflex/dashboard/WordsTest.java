package com.remitflex.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.money.Rate;
import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WordsTest {
  @Test
  void aLimitOfZeroIsNoLimit() {
    assertThat(Words.requestLimit(Optional.of(0))).isEqualTo("No limit");
    assertThat(Words.requestLimit(Optional.of(1_000))).isEqualTo("1,000 per minute");
    assertThat(Words.requestLimit(Optional.empty())).isEqualTo("Platform default");
  }

  @Test
  void aRateIsItsDigits() {
    assertThat(Words.rate(new Rate(new BigDecimal("0.9259259259")))).isEqualTo("0.9259259259");
    assertThat(Words.rate(new Rate(new BigDecimal("1E-7")))).isEqualTo("0.0000001");
    assertThat(Words.rate(Rate.ONE)).isEqualTo("1");
  }
}
