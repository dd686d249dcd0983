package com.remitflex.platform.telemetry;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import com.remitflex.platform.text.ApiKeyText;
import java.nio.charset.StandardCharsets;

/** Writes each log line as one JSON object, with every API key masked. */
public final class MaskedJsonEncoder extends JsonEncoder {
  @Override
  public byte[] encode(ILoggingEvent event) {
    String line = new String(super.encode(event), StandardCharsets.UTF_8);
    return ApiKeyText.mask(line).getBytes(StandardCharsets.UTF_8);
  }
}
