package com.remitflex.platform.http.api;

import com.remitflex.platform.access.Client;
import com.remitflex.platform.access.IdempotencyKey;
import com.remitflex.platform.access.KeyOwner;
import com.remitflex.platform.access.Principal;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.server.RequestLine;
import com.remitflex.platform.text.ApiKeyText;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * One request on its way through the gateway: what is known of it so far. A visit is one thread.
 */
public final class RequestContext {
  private static final int LONGEST_HEADER = 512;

  /** The headers that the history keeps of a request: nothing by which anyone could act. */
  private static final List<HeaderName> KEPT =
      List.of(
          HeaderNames.ACCEPT,
          HeaderNames.CONTENT_TYPE,
          HeaderNames.CONTENT_LENGTH,
          HeaderNames.HOST,
          HeaderNames.USER_AGENT,
          HeaderNames.create(IdempotencyKey.HEADER));

  /** The methods of RFC 9110 (9.1) and RFC 5789. */
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

  public final ServerRequest request;
  public final Client client;
  public final RequestBody body;

  /** Headers of the answer beside the reply's own. */
  public final Map<String, String> headers = new HashMap<>();

  /** Whether the caller could ask for the same now. */
  public BooleanSupplier isStillAllowed = () -> true;

  /** Whether its answer 401 was counted before it was known. */
  public boolean isCounted;

  private final long startNanos = System.nanoTime();
  private Optional<KeyOwner> owner = Optional.empty();
  private Optional<String> unknownKey = Optional.empty();
  private Optional<Rejection> refusal = Optional.empty();
  private Optional<ErrorCode> error = Optional.empty();
  private String route = "unknown";

  private final RequestLine line;

  public RequestContext(ServerRequest request, RequestLine line, Client client) {
    this.request = request;
    this.line = line;
    this.client = client;
    this.body = new RequestBody(request);
  }

  /** The method as it was sent. */
  public String method() {
    return line.method();
  }

  /** Whether only the head of the answer is asked for. */
  public boolean isHead() {
    return line.isHead();
  }

  public boolean isHttp10() {
    return line.isHttp10();
  }

  /**
   * The method as it is recorded: one of those that a client can mean, or `OTHER`, since anything,
   * a secret too, can be sent in its place.
   */
  public String recordedMethod() {
    return METHODS.contains(method()) ? method() : "OTHER";
  }

  public String path() {
    return request.prologue().uriPath().rawPath();
  }

  public void leadsTo(Routes.Match match) {
    route = match.template();
  }

  public void accepted(Principal principal) {
    owner = Optional.of(principal.owner());
  }

  public void refused(Authentication.Refused refused) {
    owner = refused.owner();
    unknownKey = refused.display();
    refused(refused.refusal());
  }

  public void refused(Rejection why) {
    refusal = Optional.of(why);
  }

  public void failed(ErrorCode code) {
    error = Optional.of(code);
  }

  /** Whether the connection ends with this request, as the client has asked or as 1.0 has it. */
  public boolean isLast() {
    return isHttp10() || request.headers().containsToken(HeaderValues.CONNECTION_CLOSE);
  }

  /** The record of the request, once it is answered. */
  public Exchange exchange(Response reply) {
    boolean reads = method().equals("GET") || isHead();
    boolean whole = !reads || reply.status() >= 400;
    return new Exchange(
        client,
        owner,
        unknownKey,
        recordedMethod(),
        ApiKeyText.mask(path()),
        route,
        reply.status(),
        error.map(ErrorCode::name),
        (System.nanoTime() - startNanos) / 1_000,
        request
            .headers()
            .first(HeaderNames.create(IdempotencyKey.HEADER))
            .map(IdempotencyKey::recorded),
        refusal,
        whole ? keptHeaders() : Map.of(),
        whole ? body.beginning(Exchange.HANDED_BODY) : new byte[0],
        whole ? beginning(reply.body()) : new byte[0]);
  }

  private static byte[] beginning(byte[] body) {
    return body.length <= Exchange.HANDED_BODY ? body : Arrays.copyOf(body, Exchange.HANDED_BODY);
  }

  private Map<String, String> keptHeaders() {
    Map<String, String> kept = new HashMap<>();
    for (HeaderName name : KEPT) {
      request
          .headers()
          .first(name)
          .map(ApiKeyText::mask)
          .ifPresent(value ->
              kept.put(
                  name.lowerCase(), value.substring(0, Math.min(LONGEST_HEADER, value.length()))));
    }
    return kept;
  }
}
