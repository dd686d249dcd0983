package com.remitflex.web.cli.events;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A connection over which the server sends events. It fails when nothing has arrived for longer
 * than the server's heartbeat allows, for example after the computer slept.
 */
final class EventConnection implements AutoCloseable {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int SILENCE_MILLIS = 25_000;
  private static final int OK = 200;

  private final HttpURLConnection connection;
  private final BufferedReader lines;

  private EventConnection(HttpURLConnection connection, BufferedReader lines) {
    this.connection = connection;
    this.lines = lines;
  }

  /**
   * Something that the server sent.
   *
   * @param seq the number up to which the client now has everything
   * @param event empty for a heartbeat
   */
  record Message(long seq, Optional<ReceivedEvent> event) {}

  /**
   * Follows the events after a number.
   *
   * @throws IOException the server cannot be reached
   */
  static EventConnection open(ApiServer server, long after) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) server.uri("/v1/events?after_seq=" + after).toURL().openConnection();
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(SILENCE_MILLIS);
    connection.setInstanceFollowRedirects(false);
    connection.setRequestProperty("Authorization", "Bearer " + server.key());
    connection.setRequestProperty("Accept", "text/event-stream");
    int status = connection.getResponseCode();
    if (status != OK) {
      InputStream error = connection.getErrorStream();
      String body = error == null ? "" : new String(error.readAllBytes(), StandardCharsets.UTF_8);
      throw ApiServer.rejection(server.base(), status, body);
    }
    return new EventConnection(
        connection,
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8)));
  }

  /**
   * Waits for the next message; empty when the server has ended the stream.
   *
   * @throws IOException the connection is broken
   */
  Optional<Message> next() throws IOException {
    long seq = -1;
    Optional<ReceivedEvent> event = Optional.empty();
    String line = lines.readLine();
    while (line != null) {
      if (line.startsWith("id: ")) {
        seq = Long.parseLong(line.substring("id: ".length()));
      } else if (line.startsWith("data: ")) {
        event = Optional.of(ReceivedEvent.of(line.substring("data: ".length())));
      } else if (line.isEmpty() && seq >= 0) {
        return Optional.of(new Message(seq, event));
      }
      line = lines.readLine();
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    connection.disconnect();
  }
}
