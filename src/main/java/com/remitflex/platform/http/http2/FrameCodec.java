package com.remitflex.platform.http.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.Queue;

/**
 * Turns bytes into frames and frames into bytes. It uses no socket and no thread of its own; one
 * thread at a time may use it.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty ends a stream whose frame cannot be written
final class FrameCodec {
  /** What all streams together may upload before a handler has read some of it. */
  private static final int CONNECTION_WINDOW = 256 * 1024;

  private static final byte[] NONE = new byte[0];

  static {
    // Pools belong to threads, and every stream has a new one.
    System.setProperty("io.netty.recycler.maxCapacityPerThread", "0");
    System.setProperty("io.netty.allocator.type", "unpooled");
    System.setProperty("io.netty.noPreferDirect", "true");
  }

  private final EmbeddedChannel channel = new EmbeddedChannel(false, false);
  private final FrameHandler handler;
  private final ChannelHandlerContext context;

  /** Starts a connection: the settings of the server are its first bytes. */
  FrameCodec(Http2Limits limits, StreamEvents events) {
    channel.config().setAllocator(new UnpooledByteBufAllocator(false, true));
    handler = FrameHandler.of(limits, events);
    channel.pipeline().addLast(handler);
    register(channel);
    context = channel.pipeline().context(handler);
    openWindow();
  }

  private static void register(EmbeddedChannel channel) {
    try {
      channel.register();
    } catch (Exception e) {
      throw new IllegalStateException("the codec of HTTP/2 does not start", e);
    }
  }

  private void openWindow() {
    try {
      handler
          .decoder()
          .flowController()
          .incrementWindowSize(
              handler.connection().connectionStream(),
              CONNECTION_WINDOW - handler.decoder().flowController().initialWindowSize());
    } catch (Http2Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether frames may still come or be sent. */
  boolean isOpen() {
    return channel.isOpen();
  }

  int openStreams() {
    return handler.connection().numActiveStreams();
  }

  Http2Stream stream(int id) {
    return handler.connection().stream(id);
  }

  /** Sets how many streams Netty accepts before it ends the connection. */
  void acceptStreams(int count) {
    handler.connection().remote().maxActiveStreams(count);
  }

  /** Reads bytes of the client; the events are called meanwhile. */
  void receive(byte[] bytes) {
    if (channel.isOpen()) {
      channel.writeInbound(Unpooled.wrappedBuffer(bytes));
    }
  }

  /** The bytes for the client since the last call. */
  byte[] take() {
    Queue<Object> messages = channel.outboundMessages();
    if (messages.isEmpty()) {
      return NONE;
    }
    int size = 0;
    for (Object message : messages) {
      size += ((ByteBuf) message).readableBytes();
    }
    byte[] bytes = new byte[size];
    int at = 0;
    while (!messages.isEmpty()) {
      ByteBuf message = (ByteBuf) messages.remove();
      int count = message.readableBytes();
      message.readBytes(bytes, at, count);
      message.release();
      at += count;
    }
    return bytes;
  }

  /** How many bytes of a body the client accepts now. */
  int writable(Http2Stream stream) {
    Http2RemoteFlowController flow = handler.encoder().flowController();
    return Math.min(
        flow.windowSize(stream), flow.windowSize(handler.connection().connectionStream()));
  }

  void headers(Http2Stream stream, Http2Headers headers, boolean isLast) {
    handler.encoder().writeHeaders(context, stream.id(), headers, 0, isLast, context.newPromise());
  }

  /** Sends a part of a body, or keeps what is not {@link #writable} yet. */
  void data(Http2Stream stream, byte[] bytes, int from, int length, boolean isLast) {
    ByteBuf part = Unpooled.wrappedBuffer(bytes, from, length);
    handler.encoder().writeData(context, stream.id(), part, 0, isLast, context.newPromise());
  }

  /** Encodes what was sent since the last call. */
  void flush() {
    handler.flush(context);
  }

  /** Lets the client upload so many more bytes. */
  void consumed(Http2Stream stream, int count) {
    try {
      handler.decoder().flowController().consumeBytes(stream, count);
    } catch (Http2Exception e) {
      handler.onError(context, true, e);
    }
  }

  void reset(Http2Stream stream, Http2Error error) {
    handler.encoder().writeRstStream(context, stream.id(), error.code(), context.newPromise());
    handler.flush(context);
  }

  /** Ends the connection of a client that sends too many frames. */
  void endFlood() {
    handler.onError(
        context,
        false,
        Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "too many control frames"));
  }

  /** Announces that no further streams are accepted; the open ones are completed. */
  void goAway() {
    if (channel.isOpen() && !handler.connection().goAwaySent()) {
      handler.goAway(
          context,
          handler.connection().remote().lastStreamCreated(),
          Http2Error.NO_ERROR.code(),
          Unpooled.EMPTY_BUFFER,
          context.newPromise());
      handler.flush(context);
    }
  }

  /** Closes all streams and frees what they kept. */
  void close() {
    channel.unsafe().closeForcibly();
    channel.pipeline().fireChannelInactive();
    channel.releaseOutbound();
  }
}
