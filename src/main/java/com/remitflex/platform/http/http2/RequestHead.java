package com.remitflex.platform.http.http2;

import io.netty.handler.codec.http2.Http2Headers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The headers of a request as HTTP/1.1. What could be read as another request or another framing is
 * rejected (RFC 9113, 8.2 and 8.3); everything else is left to the rules for HTTP/1.1.
 *
 * @param bytes the request line and the headers, with the empty line
 * @param isHead whether the response has no body
 * @param length bytes of the body, or {@link #IN_CHUNKS} if it is not known
 */
record RequestHead(byte[] bytes, boolean isHead, long length) {
  /** The body is in chunks, because its length is not known. */
  static final long IN_CHUNKS = -1;

  private static final int MAX_LENGTH_DIGITS = 18;
  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

  /** They belong to one connection of HTTP/1.1. */
  private static final Set<String> FORBIDDEN =
      Set.of(
          "connection",
          "proxy-connection",
          "keep-alive",
          "transfer-encoding",
          "upgrade",
          "http2-settings");

  boolean isChunked() {
    return length == IN_CHUNKS;
  }

  /**
   * Translates the headers of a request.
   *
   * @param isComplete whether the request has no body
   */
  static RequestHead of(Http2Headers headers, boolean isComplete) throws MalformedRequestException {
    Fields fields = new Fields();
    for (Map.Entry<CharSequence, CharSequence> header : headers) {
      fields.add(header.getKey().toString(), header.getValue().toString());
    }
    return fields.head(isComplete);
  }

  private static boolean isTokenCharacter(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || TOKEN_MARKS.indexOf(c) >= 0;
  }

  /** The fields of one request. */
  private static final class Fields {
    private String method = "";
    private String scheme = "";
    private String path = "";
    private String authority = "";
    private boolean hasAuthority;
    private boolean hasLength;
    private long length;
    private final List<String> hosts = new ArrayList<>(1);
    private final StringBuilder cookie = new StringBuilder();
    private final StringBuilder lines = new StringBuilder(512);

    private void add(String name, String value) throws MalformedRequestException {
      requireValue(value);
      if (name.startsWith(":")) {
        addPseudo(name, value);
        return;
      }
      requireName(name);
      switch (name) {
        case "host" -> hosts.add(value);
        case "cookie" -> cookie.append(cookie.isEmpty() ? "" : "; ").append(value);
        case "te" -> require(value.equals("trailers"), "TE has a forbidden value");
        case "content-length" -> {
          require(!hasLength, "more than one Content-Length");
          require(
              !value.isEmpty()
                  && value.length() <= MAX_LENGTH_DIGITS
                  && value.chars().allMatch(c -> c >= '0' && c <= '9'),
              "Content-Length is not a number");
          hasLength = true;
          length = Long.parseLong(value);
          line(name, value);
        }
        default -> line(name, value);
      }
    }

    private void addPseudo(String name, String value) throws MalformedRequestException {
      switch (name) {
        case ":method" -> {
          require(method.isEmpty() && !value.isEmpty(), "not exactly one :method");
          require(
              value.chars().allMatch(c -> isTokenCharacter((char) c)), ":method is not a token");
          method = value;
        }
        case ":scheme" -> {
          require(scheme.isEmpty() && !value.isEmpty(), "not exactly one :scheme");
          scheme = value;
        }
        case ":path" -> {
          require(path.isEmpty() && !value.isEmpty(), "not exactly one :path");
          require(value.chars().allMatch(c -> c > ' ' && c != 0x7f), ":path has a space");
          path = value;
        }
        case ":authority" -> {
          require(!hasAuthority, "more than one :authority");
          hasAuthority = true;
          authority = value;
        }
        default -> throw new MalformedRequestException("unknown pseudo-header");
      }
    }

    private void line(String name, String value) {
      lines.append(name).append(": ").append(value).append("\r\n");
    }

    private RequestHead head(boolean isComplete) throws MalformedRequestException {
      require(!method.isEmpty(), "no :method");
      require(scheme.equalsIgnoreCase("https"), ":scheme is not https");
      require(path.startsWith("/") || path.equals("*"), ":path is not a path");
      addHosts();
      if (!cookie.isEmpty()) {
        line("cookie", cookie.toString());
      }
      boolean chunked = !isComplete && !hasLength;
      if (chunked) {
        line("transfer-encoding", "chunked");
      }
      String text = method + " " + path + " HTTP/1.1\r\n" + lines + "\r\n";
      return new RequestHead(
          text.getBytes(StandardCharsets.ISO_8859_1),
          method.equals("HEAD"),
          chunked ? IN_CHUNKS : length);
    }

    /** One Host line if all agree; the rules for HTTP/1.1 reject none and several. */
    private void addHosts() throws MalformedRequestException {
      if (!hasAuthority) {
        hosts.forEach(host -> line("host", host));
        return;
      }
      for (String host : hosts) {
        require(host.equalsIgnoreCase(authority), "Host and :authority differ");
      }
      line("host", authority);
    }
  }

  /** Names in lower case, none of which is about a connection. */
  private static void requireName(String name) throws MalformedRequestException {
    require(!name.isEmpty(), "a header without a name");
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      require(isTokenCharacter(c) && (c < 'A' || c > 'Z'), "a header name is not a token");
    }
    require(!FORBIDDEN.contains(name), "a header about the connection");
  }

  /** No line break, and no space at an end, which HTTP/1.1 would remove. */
  private static void requireValue(String value) throws MalformedRequestException {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      require(c != '\r' && c != '\n' && c != 0 && c <= 0xff, "a header value has a line break");
    }
    require(
        value.isEmpty()
            || (!isSpace(value.charAt(0)) && !isSpace(value.charAt(value.length() - 1))),
        "a header value begins or ends with a space");
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }

  private static void require(boolean holds, String error) throws MalformedRequestException {
    if (!holds) {
      throw new MalformedRequestException(error);
    }
  }
}
