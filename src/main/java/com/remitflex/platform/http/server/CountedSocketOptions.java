package com.remitflex.platform.http.server;

import io.helidon.common.socket.SocketOptions;
import java.net.Socket;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The options of accepted sockets, which also count each connection before it is served. */
public record CountedSocketOptions(SocketOptions options, Connections connections)
    implements SocketOptions {
  /**
   * The kernel buffers for a client that does not read, or whose bytes are not read. Without a
   * limit they would grow to megabytes.
   */
  private static final int KERNEL_BUFFER = 128 * 1024;

  public static CountedSocketOptions of(Connections connections) {
    return new CountedSocketOptions(
        SocketOptions.builder()
            // Headers and body are two writes: with Nagle's algorithm the second one waits for the
            // client's delayed acknowledgement of the first, 40 ms.
            .tcpNoDelay(true)
            .socketSendBufferSize(KERNEL_BUFFER)
            .socketReceiveBufferSize(KERNEL_BUFFER)
            .build(),
        connections);
  }

  @Override
  public void configureSocket(SocketChannel socket) {
    options.configureSocket(socket);
    connections.accepted(socket);
  }

  @Override
  public void configureSocket(Socket socket) {
    options.configureSocket(socket);
  }

  @Override
  public Map<SocketOption<?>, Object> socketOptions() {
    return options.socketOptions();
  }

  @Override
  public Duration connectTimeout() {
    return options.connectTimeout();
  }

  @Override
  public Duration readTimeout() {
    return options.readTimeout();
  }

  @Override
  public Optional<Integer> socketReceiveBufferSize() {
    return options.socketReceiveBufferSize();
  }

  @Override
  public Optional<Integer> socketSendBufferSize() {
    return options.socketSendBufferSize();
  }

  @Override
  public boolean socketReuseAddress() {
    return options.socketReuseAddress();
  }

  @Override
  public boolean socketKeepAlive() {
    return options.socketKeepAlive();
  }

  @Override
  public boolean tcpNoDelay() {
    return options.tcpNoDelay();
  }
}
