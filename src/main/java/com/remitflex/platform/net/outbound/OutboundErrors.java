package com.remitflex.platform.net.outbound;

import com.remitflex.platform.net.outbound.OutboundOutcome.Failure;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** What the exceptions of a request mean. */
final class OutboundErrors {
  private static final int MAX_DETAIL = 200;

  private OutboundErrors() {}

  static Failure failure(Exception e) {
    return switch (e) {
      case ForbiddenAddressException _ -> Failure.FORBIDDEN_ADDRESS;
      case UnknownHostException _ -> Failure.DNS;
      case SSLException _ -> Failure.TLS;
      case org.apache.hc.client5.http.ConnectTimeoutException _ -> Failure.CONNECT;
      case SocketTimeoutException _ -> Failure.TIMEOUT;
      case InterruptedIOException _ -> Failure.TIMEOUT;
      case ConnectException _ -> Failure.CONNECT;
      case NoRouteToHostException _ -> Failure.CONNECT;
      default -> Failure.PROTOCOL;
    };
  }

  /** One line about the failure. */
  static String explanation(Failure failure, Exception e) {
    return switch (failure) {
      case DNS -> "The host name could not be resolved.";
      case FORBIDDEN_ADDRESS -> "The host has an address that is not public.";
      case CONNECT -> "No connection could be made.";
      case TLS -> "The TLS handshake failed: " + detail(e);
      case TIMEOUT -> "No complete response arrived in time.";
      case PROTOCOL -> "The connection ended, or the response was not HTTP: " + detail(e);
    };
  }

  private static String detail(Exception e) {
    String text = String.valueOf(e.getMessage()).replaceAll("\\p{Cntrl}+", " ");
    return text.length() <= MAX_DETAIL ? text : text.substring(0, MAX_DETAIL) + "…";
  }
}
