package com.remitflex.features.webhooks.endpoints;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.PublicRequest;
import com.remitflex.platform.http.api.PublicRoutes;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.UnauthorizedLimit;
import java.util.Map;

/** The public keys of endpoints: a receiver that uses them need not hold a secret. */
public final class PublicKeyRoutes {
  private static final String PATH = "/.well-known/remitflex-webhook-keys/";

  private static final Map<String, String> CACHED = Map.of("Cache-Control", "public, max-age=300");

  private final WebhookService webhooks;
  private final UnauthorizedLimit limit;

  /**
   * The routes.
   *
   * @param limit limits the requests per address
   */
  public PublicKeyRoutes(WebhookService webhooks, UnauthorizedLimit limit) {
    this.webhooks = webhooks;
    this.limit = limit;
  }

  public PublicRoutes addTo(PublicRoutes routes) {
    return routes.on("GET", PATH + "{id}", this::keys);
  }

  private Response keys(PublicRequest request) {
    limit
        .count(request.client().ip())
        .ifPresent(seconds -> {
          throw ApiError.later(
                  ErrorCode.RATE_LIMIT_EXCEEDED,
                  "Too many requests came from this address. Wait " + seconds + " s.",
                  seconds)
              .exception();
        });
    String id = request.path().substring(PATH.length());
    byte[] key =
        webhooks
            .publicKey(id)
            .orElseThrow(() -> ApiRequest.notFound("webhook endpoint").exception());
    return Response.json(200, EndpointJson.publicKeys(id, key)).with(CACHED);
  }
}
