package com.remitflex.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A request that is sent as it is written, which no HTTP client would do. */
public final class RawRequest {
  private static final int PATIENCE_MILLIS = 10_000;

  private final String firstLine;
  private final List<String> headers = new ArrayList<>();
  private String body = "";

  public RawRequest(String firstLine) {
    this.firstLine = firstLine;
    headers.add("Host: 127.0.0.1");
    headers.add("Connection: close");
  }

  /** Adds a header line; each character is one byte. */
  public RawRequest header(String line) {
    headers.add(line);
    return this;
  }

  /** Sets an ASCII JSON body, with the headers that declare it. */
  public RawRequest json(String json) {
    return header("Content-Type: application/json").body(json);
  }

  /** Sets an ASCII body, with its Content-Length. */
  public RawRequest body(String text) {
    body = text;
    return header("Content-Length: " + text.length());
  }

  /** Sends it and reads until the server closes the connection. */
  public RawAnswer send(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      String text = firstLine + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n" + body;
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return new RawAnswer(
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All that the server sent. */
  public record RawAnswer(String text) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    public int status() {
      return Integer.parseInt(text.split(" ", 3)[1]);
    }

    /** How many responses the server sent. */
    public int responses() {
      return text.split("HTTP/1.1 ", -1).length - 1;
    }

    public Optional<String> header(String name) {
      return head()
          .lines()
          .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst();
    }

    public JsonNode json() {
      try {
        return MAPPER.readTree(text.substring(head().length()));
      } catch (IOException e) {
        throw new UncheckedIOException(text, e);
      }
    }

    private String head() {
      return text.substring(0, text.indexOf("\r\n\r\n") + 4);
    }
  }
}
