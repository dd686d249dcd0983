package com.remitflex.platform.logs;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import com.remitflex.platform.text.ApiKeyText;
import java.nio.charset.StandardCharsets;

/** One JSON object a log line, in which no API key can appear, wherever it came from. */
public final class MaskedJsonEncoder extends JsonEncoder {
  @Override
  public byte[] encode(ILoggingEvent event) {
    String line = new String(super.encode(event), StandardCharsets.UTF_8);
    return ApiKeyText.mask(line).getBytes(StandardCharsets.UTF_8);
  }
}
