package com.remitflex.platform.http.http2;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.testing.RawHttp2;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What the server sees of frames before it reads them. */
class FrameBoundariesTest {
  private static final byte[] PREFACE = new byte[24];
  private static final byte[] PING = RawHttp2.frame(RawHttp2.PING, 0, 0, new byte[8]);

  private final FrameBoundaries boundaries = new FrameBoundaries();

  @Test
  void aFrameMayComeInAnyPieces() {
    boundaries.read(PREFACE);
    assertThat(boundaries.isComplete()).isTrue();
    int counted = 0;
    for (byte one : PING) {
      assertThat(boundaries.ended()).isEqualTo(1);
      counted += boundaries.read(new byte[] {one});
    }

    assertThat(boundaries.isComplete()).isTrue();
    assertThat(boundaries.ended()).isEqualTo(2);
    assertThat(counted).isEqualTo(1);
  }

  @Test
  void aHeaderBlockIsIncompleteUntilItsLastFrame() {
    boundaries.read(PREFACE);
    boundaries.read(RawHttp2.frame(RawHttp2.HEADERS, 0, 1, new byte[3]));
    assertThat(boundaries.isComplete()).isFalse();
    boundaries.read(RawHttp2.frame(RawHttp2.CONTINUATION, 0, 1, new byte[3]));
    assertThat(boundaries.isComplete()).isFalse();
    boundaries.read(RawHttp2.frame(RawHttp2.CONTINUATION, RawHttp2.END_HEADERS, 1, new byte[0]));

    assertThat(boundaries.isComplete()).isTrue();
  }

  @Test
  void bodiesAndRequestsAreNotCounted() {
    boundaries.read(PREFACE);

    assertThat(boundaries.read(RawHttp2.frame(RawHttp2.DATA, 0, 1, new byte[100]))).isZero();
    assertThat(boundaries.read(RawHttp2.frame(RawHttp2.DATA, RawHttp2.END_STREAM, 1, new byte[1])))
        .isZero();
    assertThat(boundaries.read(RawHttp2.frame(RawHttp2.HEADERS, 5, 1, new byte[1]))).isZero();
    assertThat(boundaries.read(RawHttp2.frame(RawHttp2.DATA, 0, 1, new byte[1]))).isEqualTo(1);
  }

  @Test
  void anAllowanceIsUsedUpAndGrowsWithTimeAndWork() {
    AtomicLong nanos = new AtomicLong();
    FrameAllowance allowance = new FrameAllowance(nanos::get);
    assertThat(allowance.take(1_000)).isTrue();
    assertThat(allowance.take(1)).isFalse();

    nanos.addAndGet(1_000_000_000);
    assertThat(allowance.take(30)).isTrue();
    assertThat(allowance.take(1)).isFalse();
    allowance.sent(512);
    assertThat(allowance.take(1)).isTrue();
    allowance.request();
    assertThat(allowance.take(10)).isTrue();
    assertThat(allowance.take(1)).isFalse();
  }
}
