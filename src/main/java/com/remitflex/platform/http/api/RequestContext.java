package com.remitflex.platform.http.api;

import com.remitflex.platform.access.Client;
import com.remitflex.platform.access.IdempotencyKey;
import com.remitflex.platform.access.KeyOwner;
import com.remitflex.platform.access.Principal;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.server.RequestLine;
import com.remitflex.platform.http.simulation.RequestSimulation;
import com.remitflex.platform.text.ApiKeyText;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The state of one request on its way through the gateway; used by one thread. */
public final class RequestContext {
  private static final int MAX_HEADER = 512;
  static final HeaderName IDEMPOTENCY_KEY = HeaderNames.create(IdempotencyKey.HEADER);

  public static final HeaderName SIMULATE = HeaderNames.create(RequestSimulation.HEADER);

  /**
   * The request headers that the history stores, in the order of their names: none of them lets
   * anyone act.
   */
  private static final List<HeaderName> STORED_HEADERS =
      Stream.of(
              HeaderNames.ACCEPT,
              HeaderNames.CONTENT_TYPE,
              HeaderNames.CONTENT_LENGTH,
              HeaderNames.HOST,
              HeaderNames.USER_AGENT,
              IDEMPOTENCY_KEY,
              SIMULATE)
          .sorted(Comparator.comparing(HeaderName::lowerCase))
          .toList();

  /** The methods of RFC 9110 (9.1) and RFC 5789. */
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

  public final ServerRequest request;
  public final Client client;
  public final RequestBody body;

  /** Headers that are added to the response's own. */
  public final List<Header> responseHeaders = new ArrayList<>();

  /** Whether the caller would be accepted with the same request now. */
  public BooleanSupplier isStillAllowed = () -> true;

  /** Whether a 401 response to this request was already counted, before it was decided. */
  public boolean isUnauthorizedCounted;

  /** What the request asks to be simulated. */
  public RequestSimulation simulation = RequestSimulation.NONE;

  private final RequestLine line;
  private final long startNanos = System.nanoTime();
  private Optional<Principal> principal = Optional.empty();
  private Optional<KeyOwner> owner = Optional.empty();
  private Optional<String> unknownKey = Optional.empty();
  private Optional<Rejection> rejection = Optional.empty();
  private Optional<ErrorCode> error = Optional.empty();
  private String route = "unknown";

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

  /** Whether the response must have no body. */
  public boolean isHead() {
    return line.isHead();
  }

  public boolean isHttp10() {
    return line.isHttp10();
  }

  /** The method if it is a known one, else `OTHER`: an unknown method could contain a secret. */
  public String recordedMethod() {
    return METHODS.contains(method()) ? method() : "OTHER";
  }

  public String path() {
    return request.prologue().uriPath().rawPath();
  }

  /**
   * Notes the route of the request.
   *
   * @param template the route's template, or `unknown`
   */
  public void routed(String template) {
    route = template;
  }

  public void accepted(Principal caller) {
    principal = Optional.of(caller);
    owner = Optional.of(caller.owner());
  }

  public void rejected(Authentication.Rejected rejected) {
    owner = rejected.owner();
    unknownKey = rejected.display();
    rejected(rejected.rejection());
  }

  public void rejected(Rejection reason) {
    rejection = Optional.of(reason);
  }

  public void failed(ErrorCode code) {
    error = Optional.of(code);
  }

  /** Template of the route, or `unknown`. */
  public String route() {
    return route;
  }

  /** The caller, if the request's key was accepted. */
  public Optional<Principal> principal() {
    return principal;
  }

  /** The error that the response reports. */
  public Optional<ErrorCode> error() {
    return error;
  }

  /** Nanoseconds since the headers of the request were complete. */
  public long elapsedNanos() {
    return System.nanoTime() - startNanos;
  }

  /** Whether the connection ends after this request, at the client's wish or by HTTP/1.0. */
  public boolean isLast() {
    return isHttp10()
        || (request.headers().contains(HeaderNames.CONNECTION)
            && request.headers().containsToken(HeaderValues.CONNECTION_CLOSE));
  }

  /** The request with its response, for the history. */
  public Exchange exchange(Response response) {
    boolean reads = method().equals("GET") || isHead();
    boolean isDetailed =
        !reads || response.status() >= 400 || !simulation.equals(RequestSimulation.NONE);
    return new Exchange(
        client,
        owner,
        unknownKey,
        recordedMethod(),
        ApiKeyText.mask(path()),
        route,
        response.status(),
        error.map(ErrorCode::name),
        elapsedNanos() / 1_000,
        request.headers().first(IDEMPOTENCY_KEY).map(IdempotencyKey::recorded),
        rejection,
        isDetailed ? storedHeaders() : Map.of(),
        isDetailed ? body.beginning(Exchange.MAX_CAPTURED_BODY) : new byte[0],
        isDetailed ? beginning(response.body()) : new byte[0]);
  }

  private static byte[] beginning(byte[] body) {
    return body.length <= Exchange.MAX_CAPTURED_BODY
        ? body
        : Arrays.copyOf(body, Exchange.MAX_CAPTURED_BODY);
  }

  private Map<String, String> storedHeaders() {
    Map<String, String> stored = new LinkedHashMap<>();
    for (HeaderName name : STORED_HEADERS) {
      request
          .headers()
          .first(name)
          .map(ApiKeyText::mask)
          .ifPresent(value ->
              stored.put(
                  name.lowerCase(), value.substring(0, Math.min(MAX_HEADER, value.length()))));
    }
    return stored;
  }
}
