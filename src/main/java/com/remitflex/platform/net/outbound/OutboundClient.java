package com.remitflex.platform.net.outbound;

import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.net.outbound.OutboundOutcome.Failed;
import com.remitflex.platform.net.outbound.OutboundOutcome.Failure;
import com.remitflex.platform.net.outbound.OutboundOutcome.Replied;
import com.remitflex.platform.net.outbound.OutboundUrl.Scheme;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;

/**
 * Sends requests to URLs that customers and operators enter. It connects only to addresses that it
 * has checked: public ones with HTTPS and a valid certificate, loopback ones with plain HTTP. It
 * follows no redirect, uses no proxy, stores no cookie, and ends every request after its time,
 * whatever the other side does.
 */
public final class OutboundClient implements AutoCloseable {
  private final HostResolver sending;
  private final HostResolver checking;
  private final Deadlines deadlines = new Deadlines();
  private final Map<Scheme, GuardedResolver> guards = new EnumMap<>(Scheme.class);
  private final Map<Scheme, Connections> connections = new EnumMap<>(Scheme.class);

  /** A client that trusts the certificate authorities of this Java runtime. */
  public static OutboundClient create(String userAgent) {
    try {
      return new OutboundClient(
          new SystemResolver(),
          new SystemResolver(),
          PublicAddresses::contains,
          SSLContext.getDefault(),
          userAgent);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As the other one, with one resolver. */
  OutboundClient(
      HostResolver resolver, Predicate<InetAddress> isPublic, SSLContext tls, String userAgent) {
    this(resolver, resolver, isPublic, tls, userAgent);
  }

  /**
   * A client.
   *
   * @param sending finds the addresses of requests
   * @param checking finds the addresses of URLs that are only checked: as many of them with names
   *     that are never resolved as one customer can enter do not delay the requests of others
   * @param isPublic which addresses HTTPS may connect to
   */
  OutboundClient(
      HostResolver sending,
      HostResolver checking,
      Predicate<InetAddress> isPublic,
      SSLContext tls,
      String userAgent) {
    this.sending = sending;
    this.checking = checking;
    for (Scheme scheme : Scheme.values()) {
      Predicate<InetAddress> allowed =
          scheme == Scheme.HTTPS ? isPublic : InetAddress::isLoopbackAddress;
      guards.put(scheme, new GuardedResolver(checking, allowed));
      connections.put(
          scheme, new Connections(new GuardedResolver(sending, allowed), tls, userAgent));
    }
  }

  /**
   * Checks that the host of a URL has addresses to which requests may be sent now; VALIDATION_ERROR
   * at `field`.
   */
  @CheckReturnValue
  public Result<OutboundUrl> check(String field, OutboundUrl url) {
    try {
      guard(url).addresses(url.host());
      return Result.ok(url);
    } catch (ForbiddenAddressException e) {
      return rejected(
          field,
          url.scheme() == Scheme.HTTP
              ? "Must begin with https://. Plain HTTP is allowed to a loopback address only."
              : "The host must have public addresses only, but it has " + e.address() + ".");
    } catch (UnknownHostException e) {
      return rejected(
          field, "The host name cannot be resolved. Check its spelling and its DNS records.");
    }
  }

  private static <T> Result<T> rejected(String field, String message) {
    return Result.rejected(field, ErrorCode.VALIDATION_ERROR, message);
  }

  /** Sends a request and reads the beginning of its response, in at most this time. */
  public OutboundOutcome send(OutboundRequest request, Duration timeout) {
    OutboundCall call = new OutboundCall(connections(request.url()), request);
    try (Deadlines.Deadline _ = deadlines.start(timeout, call::abort)) {
      return new Replied(call.send());
    } catch (IOException | RuntimeException e) {
      return failed(call, e);
    }
  }

  private static Failed failed(OutboundCall call, Exception e) {
    Failure failure = call.isAborted() ? Failure.TIMEOUT : OutboundErrors.failure(e);
    return new Failed(failure, OutboundErrors.explanation(failure, e), call.address(e));
  }

  private GuardedResolver guard(OutboundUrl url) {
    return Objects.requireNonNull(guards.get(url.scheme()));
  }

  private Connections connections(OutboundUrl url) {
    return Objects.requireNonNull(connections.get(url.scheme()));
  }

  @Override
  public void close() {
    connections.values().forEach(Connections::close);
    deadlines.close();
    for (HostResolver resolver : List.of(sending, checking)) {
      if (resolver instanceof SystemResolver own) {
        own.close();
      }
    }
  }
}
