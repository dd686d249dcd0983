package com.remitflex.web.dashboard.webhooks;

import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.json.JsonReader;
import com.remitflex.platform.json.PrettyJson;
import java.nio.charset.StandardCharsets;

/** The body of a message as a page shows it. */
final class MessageBody {
  private MessageBody() {}

  /** JSON with line breaks; any other text as it is. */
  static String readable(String body) {
    try {
      // Read strictly first: anyone can have sent it.
      JsonReader.object(body.getBytes(StandardCharsets.UTF_8));
      return PrettyJson.of(body);
    } catch (ApiException e) {
      return body;
    }
  }
}
