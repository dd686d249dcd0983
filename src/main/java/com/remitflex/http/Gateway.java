package com.remitflex.http;

import com.remitflex.database.SqlFault;
import com.remitflex.errors.ApiError;
import com.remitflex.errors.ApiException;
import com.remitflex.errors.ErrorCode;
import com.remitflex.ids.ApiKeyText;
import com.remitflex.ids.IdPrefix;
import com.remitflex.net.AddressRange;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of every request: authenticate, count against the rate limit, find the route, check the
 * scope, and only then look at parameters and body. The one place that answers errors.
 */
public final class Gateway {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:;"
          + " frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

  private static final int LONGEST_USER_AGENT = 255;

  private final Authenticator authenticator;
  private final RequestLimit requestLimit;
  private final UnauthorizedLimit unauthorizedLimit;
  private final Routes routes;
  private final Map<String, Supplier<Reply>> openPages;
  private final ErrorReply errors;
  private final ClientAddress clientAddress;
  private volatile boolean draining;

  /**
   * The way of every request.
   *
   * @param openPages what answers a GET without a key, by path
   * @param publicUrl base of every link
   * @param trustedProxies whose X-Forwarded-For counts
   */
  public Gateway(
      Authenticator authenticator,
      RequestLimit requestLimit,
      UnauthorizedLimit unauthorizedLimit,
      Routes routes,
      Map<String, Supplier<Reply>> openPages,
      String publicUrl,
      List<AddressRange> trustedProxies) {
    this.authenticator = authenticator;
    this.requestLimit = requestLimit;
    this.unauthorizedLimit = unauthorizedLimit;
    this.routes = routes;
    this.openPages = Map.copyOf(openPages);
    this.errors = new ErrorReply(publicUrl);
    this.clientAddress = new ClientAddress(trustedProxies);
  }

  /** From now on every request but those under way is refused. */
  void drain() {
    draining = true;
  }

  void handle(ServerRequest request, ServerResponse response) {
    String requestId = IdPrefix.REQUEST.next();
    Map<String, String> extra = new HashMap<>();
    boolean[] bodyRead = new boolean[1];
    Optional<ApiError> fault = RequestRules.fault(request.prologue(), request.headers());
    Reply reply;
    try {
      reply = answer(request, requestId, fault, extra, bodyRead);
    } catch (ApiException e) {
      reply = errors.of(limited(request, e.error()));
    } catch (UncheckedIOException | CloseConnectionException e) {
      throw e;
    } catch (RuntimeException e) {
      reply = errors.of(unexpected(requestId, e));
    }
    // What is left unread on the connection must not be taken for the next request.
    long unread = bodyRead[0] ? 0 : bodyLength(request);
    boolean last =
        fault.isPresent()
            || unread > 0
            || request.headers().containsToken(HeaderValues.CONNECTION_CLOSE);
    write(request, response, reply, extra, requestId, last);
    if (last) {
      Reception.current().leave(fault.isPresent() ? 0 : unread);
      // Helidon sends the header and then reads on.
      throw new CloseConnectionException("this was the last request");
    }
  }

  /** The answer to what never became a request. */
  Reply malformed() {
    boolean tooLarge = Reception.current().received() >= HttpServer.LARGEST_HEADERS;
    if (tooLarge) {
      Reception.current().leave(Long.MAX_VALUE);
    }
    return errors.of(
        tooLarge
            ? ApiError.of(
                ErrorCode.HEADERS_TOO_LARGE,
                "The request line or the headers are larger than "
                    + HttpServer.LARGEST_HEADERS / 1024
                    + " KiB.")
            : ApiError.of(ErrorCode.VALIDATION_ERROR, "The request is not well-formed HTTP/1.1."));
  }

  private Reply answer(
      ServerRequest request,
      String requestId,
      Optional<ApiError> fault,
      Map<String, String> extra,
      boolean[] bodyRead) {
    String method = request.prologue().method().text();
    String path = request.prologue().uriPath().rawPath();
    Supplier<Reply> open = openPages.get(path);
    if (open != null && method.equals("GET")) {
      return open.get();
    }
    if (draining) {
      throw ApiError.later(
              ErrorCode.SERVICE_UNAVAILABLE,
              "This server is shutting down. Nothing was done; try again.",
              1)
          .exception();
    }
    Client client = client(request, requestId);
    Routes.Match match = routes.find(method, path);
    Principal principal =
        authenticator.authenticate(
            new Attempt(
                request.headers().all(HeaderNames.AUTHORIZATION, List::of),
                request.headers().first(HeaderNames.HOST).orElse(""),
                client,
                method,
                match.template()));
    requestLimit.take(principal).ifPresent(window -> admit(window, extra));
    if (fault.isPresent()) {
      throw fault.get().exception();
    }
    return switch (match) {
      case Routes.Match.Nothing nothing ->
          throw ApiError.of(ErrorCode.NOT_FOUND, "There is nothing at this address.").exception();
      case Routes.Match.WrongMethod wrong -> {
        extra.put("Allow", wrong.allowed());
        throw ApiError.of(
                ErrorCode.METHOD_NOT_ALLOWED, "This address answers " + wrong.allowed() + " only.")
            .exception();
      }
      case Routes.Match.Found found -> {
        requireScope(principal, found);
        yield found.route().handler().handle(call(request, principal, client, found, bodyRead));
      }
    };
  }

  private static void admit(RequestLimit.Window window, Map<String, String> extra) {
    extra.put("X-RateLimit-Limit", Integer.toString(window.limit()));
    extra.put("X-RateLimit-Remaining", Integer.toString(window.remaining()));
    extra.put("X-RateLimit-Reset", Long.toString(window.resetSeconds()));
    if (!window.admitted()) {
      throw ApiError.later(
              ErrorCode.RATE_LIMIT_EXCEEDED,
              "This API key may send "
                  + window.limit()
                  + " requests a minute. Wait "
                  + window.secondsLeft()
                  + " s.",
              window.secondsLeft())
          .exception();
    }
  }

  /** An answer 401 that is one too many for the client's address is 429. */
  private ApiError limited(ServerRequest request, ApiError error) {
    if (error.code().status() != 401) {
      return error;
    }
    OptionalInt wait = unauthorizedLimit.count(clientAddress.of(request));
    return wait.isEmpty()
        ? error
        : ApiError.later(
            ErrorCode.RATE_LIMIT_EXCEEDED,
            "Too many requests without a valid API key came from this address. Wait "
                + wait.getAsInt()
                + " s.",
            wait.getAsInt());
  }

  private Client client(ServerRequest request, String requestId) {
    return new Client(
        clientAddress.of(request),
        request
            .headers()
            .first(HeaderNames.USER_AGENT)
            .map(text ->
                ApiKeyText.mask(text)
                    .substring(0, Math.min(LONGEST_USER_AGENT, ApiKeyText.mask(text).length()))),
        requestId);
  }

  private static void requireScope(Principal principal, Routes.Match.Found found) {
    Route route = found.route();
    if (!principal.scope().includes(route.scope()) && !found.isOfItself(principal)) {
      throw ApiError.of(
              ErrorCode.INSUFFICIENT_PERMISSIONS,
              "This API key does not have the required '"
                  + route.scope().word()
                  + "' scope for this endpoint.")
          .exception();
    }
  }

  private static Call call(
      ServerRequest request,
      Principal principal,
      Client client,
      Routes.Match.Found found,
      boolean[] bodyRead) {
    return new Call(
        principal,
        client,
        request.prologue().method().text(),
        request.prologue().uriPath().rawPath(),
        found.parameters(),
        () -> Query.parse(request.prologue().query().rawValue()),
        () ->
            IdempotencyKey.parse(
                request.headers().all(HeaderNames.create(IdempotencyKey.HEADER), List::of)),
        () -> {
          byte[] body = read(request);
          bodyRead[0] = true;
          return JsonReader.object(body);
        },
        bodyLength(request) > 0 || request.headers().contains(HeaderNames.CONTENT_TYPE));
  }

  private static byte[] read(ServerRequest request) {
    List<String> types = request.headers().all(HeaderNames.CONTENT_TYPE, List::of);
    boolean json = types.size() == 1 && isJson(types.getFirst());
    if (!json || request.headers().contains(HeaderNames.CONTENT_ENCODING)) {
      throw ApiError.of(
              ErrorCode.UNSUPPORTED_MEDIA_TYPE,
              "Send the body as JSON, with Content-Type: application/json and no"
                  + " Content-Encoding.")
          .exception();
    }
    if (request.headers().contentLength().orElse(0) > JsonReader.LARGEST) {
      throw Reception.tooLarge().exception();
    }
    byte[] body = receive(request);
    if (body.length > JsonReader.LARGEST) {
      throw Reception.tooLarge().exception();
    }
    return body;
  }

  /** The body, or as much of it as shows that it is too large; the stream's close would wait. */
  private static byte[] receive(ServerRequest request) {
    Reception.current().begin();
    try {
      byte[] body = request.content().inputStream().readNBytes(JsonReader.LARGEST + 1);
      Reception.current().complete();
      return body;
    } catch (RequestException
        | IllegalArgumentException
        | DataReader.IncorrectNewLineException
        | DataReader.InsufficientDataAvailableException e) {
      throw ApiError.of(
              ErrorCode.VALIDATION_ERROR,
              "The body does not have the form that Content-Length or Transfer-Encoding promise.")
          .exception();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isJson(String contentType) {
    String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", 2);
    if (!parts[0].strip().equals("application/json")) {
      return false;
    }
    return parts.length == 1
        || parts[1].strip().replace("\"", "").equals("charset=utf-8")
        || parts[1].isBlank();
  }

  private static ApiError unexpected(String requestId, RuntimeException failure) {
    Optional<SqlFault> fault = SqlFault.find(failure);
    if (fault.isPresent() && fault.get() != SqlFault.DATA) {
      LOG.warn("{} refused: the database is out of reach: {}", requestId, failure.toString());
      return ApiError.later(
          ErrorCode.SERVICE_UNAVAILABLE,
          "The database is out of reach at the moment. Nothing was done; try again.",
          1);
    }
    LOG.error("{} failed", requestId, failure);
    return ApiError.of(
        ErrorCode.INTERNAL_ERROR, "The server failed unexpectedly. Report the X-Request-Id.");
  }

  private void write(
      ServerRequest request,
      ServerResponse response,
      Reply reply,
      Map<String, String> extra,
      String requestId,
      boolean last) {
    response.status(Status.create(reply.status()));
    response.header("Date", HttpDate.now());
    response.header("X-Request-Id", requestId);
    response.header("Content-Type", reply.contentType());
    response.header("Cache-Control", "no-store");
    response.header("X-Content-Type-Options", "nosniff");
    response.header("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    extra.forEach(response::header);
    reply.headers().forEach(response::header);
    if (last || draining) {
      response.header(HeaderValues.CONNECTION_CLOSE);
    }
    if (request.prologue().method().text().equals("HEAD")) {
      response.send();
    } else {
      response.send(reply.body());
    }
  }

  /** Bytes of the body on the wire; as many as can be when it is chunked. */
  private static long bodyLength(ServerRequest request) {
    return request.headers().contains(HeaderNames.TRANSFER_ENCODING)
        ? Long.MAX_VALUE
        : request.headers().contentLength().orElse(0);
  }
}
