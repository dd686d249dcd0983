package com.remitflex.features.webhooks.inbox;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.events.inbox.InboxMessage.CheckedSignature;
import com.remitflex.features.events.inbox.SignatureChecks;
import com.remitflex.features.webhooks.endpoints.EndpointCipher;
import com.remitflex.features.webhooks.endpoints.WebhookEndpoint;
import com.remitflex.features.webhooks.endpoints.WebhookService;
import com.remitflex.features.webhooks.signing.SignatureCheck;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.ids.Environment;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Checks what an inbox receives by the secrets of the endpoints that send to it. */
public record InboxSignatures(WebhookService webhooks, EndpointCipher cipher, DatabaseClock clock)
    implements SignatureChecks {
  @Override
  public List<CheckedSignature> check(
      String accountId, String url, Map<String, String> headers, byte[] body) {
    Instant now = clock.now();
    return webhooks.all(new HeadId(accountId, Environment.SANDBOX)).stream()
        .filter(endpoint -> endpoint.settings().url().equals(url))
        .flatMap(endpoint -> check(endpoint, headers, body, now).stream())
        .toList();
  }

  private List<CheckedSignature> check(
      WebhookEndpoint endpoint, Map<String, String> headers, byte[] body, Instant now) {
    return SignatureCheck.of(
            headers,
            body,
            cipher.sending(endpoint, now).keys().secrets(),
            Optional.of(endpoint.publicKey()),
            now)
        .stream()
        .map(checked ->
            new CheckedSignature(
                endpoint.id(),
                checked.scheme(),
                checked.outcome().name().toLowerCase(Locale.ROOT),
                checked.explanation()))
        .toList();
  }
}
