package com.remitflex.features.webhooks.inbox;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.events.inbox.InboxAddresses;
import com.remitflex.features.webhooks.sending.InternalReceiver;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.net.outbound.OutboundReply;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Delivers webhooks to an account's own inbox: over HTTP, like any delivery, but to this platform's
 * own address, which is often one that no other endpoint may have.
 */
public final class InboxDelivery implements InternalReceiver {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_RESPONSE_BYTES = 64 * 1024;
  private static final int UNAVAILABLE = 503;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(TIMEOUT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  private final InboxAddresses addresses;
  private final String userAgent;

  /**
   * Deliveries to inboxes.
   *
   * @param userAgent that of other deliveries too
   */
  public InboxDelivery(InboxAddresses addresses, String userAgent) {
    this.addresses = addresses;
    this.userAgent = userAgent;
  }

  @Override
  public boolean receives(HeadId head, String url) {
    return head.environment() == Environment.SANDBOX
        && addresses.accountOf(url).filter(head.accountId()::equals).isPresent();
  }

  @Override
  public OutboundReply receive(HeadId head, String url, Map<String, String> headers, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json; charset=UTF-8")
            .header("User-Agent", userAgent)
            .POST(BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    try {
      HttpResponse<byte[]> response =
          http.send(
              request.build(),
              BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_RESPONSE_BYTES));
      return new OutboundReply(
          response.statusCode(), response.headers().firstValue("Retry-After"), response.body(), "");
    } catch (IOException e) {
      return unavailable("The inbox does not respond at its URL: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return unavailable("The server is stopping.");
    }
  }

  private static OutboundReply unavailable(String reason) {
    return new OutboundReply(
        UNAVAILABLE, Optional.empty(), reason.getBytes(StandardCharsets.UTF_8), "");
  }
}
