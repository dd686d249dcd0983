package com.remitflex.features.events.inbox;

import com.remitflex.features.events.inbox.InboxMessage.CheckedSignature;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.json.JsonReader;
import com.remitflex.platform.text.ApiKeyText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A request to an inbox as it may be stored: anyone can have sent it, with anything in it.
 *
 * @param headers by their names in lower case
 */
record ReceivedRequest(Map<String, String> headers, byte[] body) {
  /** Headers whose values are credentials. */
  private static final Set<String> SECRET =
      Set.of("authorization", "proxy-authorization", "cookie");

  private static final String MASKED = "…";
  private static final int MAX_TYPE = 64;
  private static final Pattern TYPE = Pattern.compile("[a-z_]+[.][a-z_]+");

  InboxMessage message(
      String accountId, long number, Instant at, List<CheckedSignature> signatures) {
    return new InboxMessage(
        accountId,
        number,
        IdPrefix.INBOX_MESSAGE.next(),
        at,
        eventId(),
        eventType(),
        body.length,
        maskedHeaders(),
        maskedBody(),
        signatures);
  }

  private Optional<String> eventId() {
    return Optional.ofNullable(headers.get("webhook-id")).filter(IdPrefix.EVENT::matches);
  }

  private Optional<String> eventType() {
    try {
      return JsonReader.object(body)
          .string("type", MAX_TYPE)
          .filter(type -> TYPE.matcher(type).matches());
    } catch (ApiException e) {
      return Optional.empty();
    }
  }

  private Map<String, String> maskedHeaders() {
    Map<String, String> masked = new LinkedHashMap<>();
    new TreeMap<>(headers)
        .forEach((name, value) ->
            masked.put(
                storable(ApiKeyText.mask(name)),
                SECRET.contains(name) ? MASKED : storable(ApiKeyText.mask(value))));
    return masked;
  }

  private String maskedBody() {
    return text()
        .map(text -> storable(ApiKeyText.mask(text)))
        .orElseGet(() -> "(not UTF-8, " + body.length + " bytes)");
  }

  private Optional<String> text() {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** PostgreSQL cannot store U+0000. */
  private static String storable(String text) {
    return text.replace('\0', '\uFFFD');
  }
}
