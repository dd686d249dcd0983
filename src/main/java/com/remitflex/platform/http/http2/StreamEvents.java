package com.remitflex.platform.http.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;

/** Passes the events of Netty's state machine on to the streams. */
final class StreamEvents extends Http2FrameAdapter {
  private final Http2Streams streams;

  StreamEvents(Http2Streams streams) {
    this.streams = streams;
  }

  /** Notifies of streams that are closed, whoever closes them. */
  Http2Connection.Listener closing() {
    return new Http2ConnectionAdapter() {
      @Override
      public void onStreamClosed(Http2Stream stream) {
        streams.closed(stream);
      }
    };
  }

  void headersTooLarge(Http2Stream stream) {
    streams.headersTooLarge(stream);
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext context,
      int stream,
      Http2Headers headers,
      int dependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean isLast)
      throws Http2Exception {
    onHeadersRead(context, stream, headers, padding, isLast);
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext context, int stream, Http2Headers headers, int padding, boolean isLast)
      throws Http2Exception {
    streams.headers(stream, headers, isLast);
  }

  @Override
  public int onDataRead(
      ChannelHandlerContext context, int stream, ByteBuf data, int padding, boolean isLast) {
    return padding + streams.data(stream, data, isLast);
  }

  @Override
  public void onSettingsAckRead(ChannelHandlerContext context) {
    streams.settingsAccepted();
  }
}
