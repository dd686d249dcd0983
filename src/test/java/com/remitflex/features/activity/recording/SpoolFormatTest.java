package com.remitflex.features.activity.recording;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.access.Client;
import com.remitflex.platform.access.KeyOwner;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Check;
import com.remitflex.platform.http.api.Exchange;
import com.remitflex.platform.http.api.Rejection;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.Seeded;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The bytes of requests in the spool are read as they were written. */
class SpoolFormatTest {
  private static final int CASES = 2_000;

  private final Random random = Seeded.random(SpoolFormatTest.class);

  /** Of all characters: controls, half surrogates, and those that take one to four bytes. */
  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(40); i > 0; i--) {
      text.append((char) (random.nextBoolean() ? random.nextInt(128) : random.nextInt(65_536)));
    }
    return text.toString();
  }

  private Optional<String> optionalText() {
    return random.nextBoolean() ? Optional.of(text()) : Optional.empty();
  }

  private <T> T oneOf(T[] values) {
    return values[random.nextInt(values.length)];
  }

  private SpooledRequest request() {
    Optional<Rejection> rejection =
        random.nextBoolean()
            ? Optional.of(
                new Rejection(
                    oneOf(Check.values()), text(), ApiError.of(ErrorCode.UNAUTHORIZED, "")))
            : Optional.empty();
    KeyOwner owner =
        new KeyOwner(text(), text(), oneOf(Environment.values()), random.nextBoolean());
    return new SpooledRequest(
        new Exchange(
            new Client("2001:db8::" + random.nextInt(1, 9), optionalText(), text()),
            Optional.of(owner),
            Optional.empty(),
            text(),
            text(),
            text(),
            random.nextInt(),
            optionalText(),
            random.nextLong(),
            optionalText(),
            rejection,
            Map.of("host", "is not spooled"),
            new byte[] {1},
            new byte[] {2}),
        Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000)),
        random.nextLong(),
        optionalText());
  }

  @Test
  void anyRequestIsReadAsItWasWrittenWithoutHeadersAndBodies() {
    for (int i = 0; i < Seeded.cases(CASES, 200_000); i++) {
      SpooledRequest written = request();

      SpooledRequest read = SpoolFormat.read(SpoolFormat.write(written));

      assertThat(read)
          .usingRecursiveComparison()
          .ignoringFields("exchange.headers", "exchange.requestBody", "exchange.responseBody")
          .isEqualTo(written);
      assertThat(read.exchange().headers()).isEmpty();
      assertThat(read.exchange().requestBody()).isEmpty();
      assertThat(read.exchange().responseBody()).isEmpty();
    }
  }

  /** Left by a process of an earlier version that was killed before an upgrade. */
  @Test
  void theJsonOfEarlierVersionsIsRead() {
    String json =
        """
        {"flush":7,"at":"2026-11-28T10:00:00.123456Z","burst":"req_1","key":"key_1",\
        "account":"acc_1","environment":"live","canary":true,"id":"req_2","ip":"192.0.2.1",\
        "agent":"curl/8","method":"POST","path":"/v1/payments","route":"/v1/payments",\
        "status":403,"latency":1234,"error":"INSUFFICIENT_SCOPE","idempotency":"order-1",\
        "check":"%s","detail":"why"}
        """
            .formatted(Check.values()[0].name());

    SpooledRequest read = SpoolFormat.read(json.getBytes(StandardCharsets.UTF_8));

    SpooledRequest now =
        new SpooledRequest(
            new Exchange(
                new Client("192.0.2.1", Optional.of("curl/8"), "req_2"),
                Optional.of(new KeyOwner("key_1", "acc_1", Environment.LIVE, true)),
                Optional.empty(),
                "POST",
                "/v1/payments",
                "/v1/payments",
                403,
                Optional.of("INSUFFICIENT_SCOPE"),
                1_234,
                Optional.of("order-1"),
                Optional.of(
                    new Rejection(
                        Check.values()[0], "why", ApiError.of(ErrorCode.UNAUTHORIZED, ""))),
                Map.of(),
                new byte[0],
                new byte[0]),
            Instant.parse("2026-11-28T10:00:00.123456Z"),
            7,
            Optional.of("req_1"));
    assertThat(read).usingRecursiveComparison().isEqualTo(now);
  }
}
