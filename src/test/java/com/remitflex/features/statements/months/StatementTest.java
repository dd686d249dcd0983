package com.remitflex.features.statements.months;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.ids.Environment;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When the statement of a month says that nothing can change any more. */
class StatementTest {
  private static final HeadId HEAD = new HeadId("acc_x", Environment.SANDBOX);
  private static final StatementMonth FEBRUARY = StatementMonth.find("2028-02").orElseThrow();

  private static Statement readAt(String time) {
    return new Statement(HEAD, FEBRUARY, Instant.parse(time), List.of());
  }

  /** A transaction of the last moment commits after it. */
  @Test
  void aMonthIsClosedOnceItsLastTransactionsHaveCommitted() {
    assertThat(readAt("2028-02-29T23:59:59.999999Z").status()).isEqualTo("open");
    assertThat(readAt("2028-03-01T00:00:00Z").status()).isEqualTo("open");
    assertThat(readAt("2028-03-01T00:00:59.999999Z").status()).isEqualTo("open");
    assertThat(readAt("2028-03-01T00:01:00Z").status()).isEqualTo("closed");
  }

  @Test
  void itSaysWhatHappenedInTheMonthOnly() {
    assertThat(readAt("2028-02-29T23:59:59.999Z").until())
        .isEqualTo(Instant.parse("2028-02-29T23:59:59.999Z"));
    assertThat(readAt("2028-03-01T00:00:30Z").until()).isEqualTo(FEBRUARY.end());
    assertThat(readAt("2029-01-01T00:00:00Z").until()).isEqualTo(FEBRUARY.end());
  }
}
