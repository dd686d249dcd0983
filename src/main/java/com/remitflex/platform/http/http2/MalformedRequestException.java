package com.remitflex.platform.http.http2;

/** The headers of a request break a rule of RFC 9113, so that its stream is reset. */
final class MalformedRequestException extends Exception {
  private static final long serialVersionUID = 1;

  MalformedRequestException(String message) {
    super(message, null, false, false);
  }
}
