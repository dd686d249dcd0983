package com.remitflex.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One keep-alive connection that reads only the status and the length of a response. */
final class HttpConnection implements AutoCloseable {
  private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.ISO_8859_1);
  private static final Pattern RETRY_AFTER =
      Pattern.compile("(?im)^retry-after: *([0-9]+)");
  private static final int STATUS_AT = "HTTP/1.1 ".length();
  private static final int RESPONSE_TIMEOUT_MILLIS = 30_000;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final byte[] response = new byte[64 * 1024];
  private int length;

  private HttpConnection(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(RESPONSE_TIMEOUT_MILLIS);
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
  }

  static HttpConnection open(int port) {
    try {
      return new HttpConnection(new Socket(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new BenchException("The server does not take a connection: " + e, e);
    }
  }

  /** Sends a request and waits for its response; true when it has this status, false for a 503. */
  boolean send(byte[] request, int status) {
    try {
      out.write(request);
      length = read();
      int got = number(STATUS_AT, length);
      if (got != status && got != 503) {
        throw new BenchException(
            "The server responded: " + new String(response, 0, length, StandardCharsets.UTF_8));
      }
      return got == status;
    } catch (IOException e) {
      throw new BenchException("A connection to the server failed: " + e, e);
    }
  }

  /** The seconds that the latest response asks to wait; a 503 without them ends the run. */
  int retryAfterSeconds() {
    String text = new String(response, 0, length, StandardCharsets.ISO_8859_1);
    Matcher header = RETRY_AFTER.matcher(text);
    if (!header.find()) {
      throw new BenchException("A 503 has no Retry-After: " + text);
    }
    return Integer.parseInt(header.group(1));
  }

  /** The latest response. */
  String text() {
    return new String(response, 0, length, StandardCharsets.UTF_8);
  }

  private int read() throws IOException {
    int have = 0;
    int end = -1;
    while (end < 0 || have < end) {
      if (have == response.length) {
        throw new BenchException("A response is longer than " + have + " bytes.");
      }
      int more = in.read(response, have, response.length - have);
      if (more < 0) {
        throw new EOFException("the server closed the connection");
      }
      have += more;
      if (end < 0) {
        end = end(have);
      }
    }
    return have;
  }

  /** Where the response ends, or -1 while its headers are not complete. */
  private int end(int have) {
    int contentLength = 0;
    for (int i = 0; i + 3 < have; i++) {
      if (response[i] != '\n') {
        continue;
      }
      if (response[i + 1] == '\r') {
        return i + 3 + contentLength;
      }
      if (isLength(i + 1, have)) {
        contentLength = number(i + 1 + LENGTH.length, have);
      }
    }
    return -1;
  }

  private boolean isLength(int at, int have) {
    if (at + LENGTH.length > have) {
      return false;
    }
    for (int i = 0; i < LENGTH.length; i++) {
      // Letters in either case; the marks among them have this bit set already.
      if ((response[at + i] | 0x20) != LENGTH[i]) {
        return false;
      }
    }
    return true;
  }

  private int number(int at, int have) {
    int i = at;
    while (i < have && response[i] == ' ') {
      i++;
    }
    int number = 0;
    while (i < have && response[i] >= '0' && response[i] <= '9') {
      number = number * 10 + response[i] - '0';
      i++;
    }
    return number;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new BenchException("A connection could not be closed: " + e, e);
    }
  }
}
