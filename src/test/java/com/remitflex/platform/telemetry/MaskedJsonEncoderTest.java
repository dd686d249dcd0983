package com.remitflex.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.OutputStreamAppender;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.slf4j.MarkerFactory;

class MaskedJsonEncoderTest {
  private static final String KEY = "rf_test_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg1TPEZZ";
  private static final String SHOWN = "rf_test_0123…PEZZ";

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final LoggerContext context = new LoggerContext();
  private final Logger log = context.getLogger("test");

  @BeforeEach
  void logToMemoryWithEverythingAnEncoderCanWrite() {
    context.setMDCAdapter(MDC.getMDCAdapter());
    MaskedJsonEncoder encoder = new MaskedJsonEncoder();
    encoder.setContext(context);
    encoder.setWithFormattedMessage(true);
    encoder.setWithMessage(true);
    encoder.setWithArguments(true);
    encoder.start();
    OutputStreamAppender<ch.qos.logback.classic.spi.ILoggingEvent> appender =
        new OutputStreamAppender<>();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.setOutputStream(written);
    appender.start();
    log.addAppender(appender);
  }

  @AfterEach
  void clear() {
    MDC.clear();
    context.stop();
  }

  @Test
  void aKeyInTheMessageIsMasked() {
    log.warn("refused " + KEY);

    assertThat(masked().path("formattedMessage").asText()).isEqualTo("refused " + SHOWN);
  }

  @Test
  void aKeyInAnArgumentIsMasked() {
    log.warn("refused {} of {}", KEY, List.of(Map.of("authorization", "Bearer " + KEY)));

    assertThat(masked().path("arguments").toString()).contains(SHOWN);
  }

  @Test
  void aKeyInAnExceptionItsCauseAndWhatItSuppressesIsMasked() {
    IllegalStateException failure =
        new IllegalStateException("outer " + KEY, new IllegalArgumentException("inner " + KEY));
    failure.addSuppressed(new IllegalArgumentException("suppressed " + KEY));
    log.error("failed", failure);

    assertThat(masked().path("throwable").toString())
        .contains("outer " + SHOWN, "inner " + SHOWN, "suppressed " + SHOWN);
  }

  @Test
  void aKeyInTheContextOfTheRequestIsMasked() {
    MDC.put("path", "/v1/payments/" + KEY);
    MDC.put(KEY, "as a name");
    log.warn("refused");

    assertThat(masked().path("mdc").toString()).contains("/v1/payments/" + SHOWN);
  }

  @Test
  void aKeyInAKeyValuePairOrAMarkerIsMasked() {
    log.atWarn()
        .addKeyValue("header", KEY)
        .addKeyValue(KEY, "value")
        .addMarker(MarkerFactory.getMarker(KEY))
        .log("refused");

    assertThat(masked().toString()).contains(SHOWN);
  }

  @Test
  void aKeyInTheNameOfAThreadOrALoggerIsMasked() throws InterruptedException {
    Thread thread = Thread.ofPlatform().name("for " + KEY).start(() -> log.warn("refused"));
    thread.join();

    assertThat(masked().path("threadName").asText()).isEqualTo("for " + SHOWN);
  }

  @Test
  void aKeyBetweenEscapedCharactersIsMasked() {
    log.warn("\"\n\t\\" + KEY + "\\\u0001\"" + KEY + KEY);

    assertThat(masked().path("formattedMessage").asText())
        .isEqualTo("\"\n\t\\" + SHOWN + "\\\u0001\"" + SHOWN + SHOWN);
  }

  @Test
  void aMessageWithoutAKeyIsUnchanged() {
    log.warn("paid {} to Straße 語 \"quoted\"", "12.50 EURC");

    assertThat(masked().path("formattedMessage").asText())
        .isEqualTo("paid 12.50 EURC to Straße 語 \"quoted\"");
  }

  /** The one line that was written, in which there is no key. */
  private JsonNode masked() {
    String line = written.toString(StandardCharsets.UTF_8);
    assertThat(line).endsWith("\n").doesNotContain(KEY.substring(8, 40));
    assertThat(line.strip()).doesNotContain("\n");
    try {
      return new ObjectMapper().readTree(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("not JSON: " + line, e);
    }
  }
}
