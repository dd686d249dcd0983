package com.remitflex.platform.http.http2;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;
import java.util.Set;

/** Netty's state machine of one HTTP/2 connection, with every limit that it has. */
final class FrameHandler extends Http2ConnectionHandler {
  /** Maximum number of resets in {@link #RESET_SECONDS}, by the client and caused by it. */
  private static final int MAX_RESETS = 200;

  private static final int RESET_SECONDS = 30;
  private static final int MAX_EMPTY_DATA_FRAMES = 2;
  private static final int MAX_SMALL_CONTINUATIONS = 16;

  /**
   * The response headers that have few values. All others are never put into the HPACK table: a
   * client may ask for a table of any size, and it must not fill it or learn from it.
   */
  private static final Set<String> INDEXED =
      Set.of(
          ":status",
          "cache-control",
          "content-security-policy",
          "content-type",
          "strict-transport-security",
          "x-content-type-options");

  private final StreamEvents events;

  private FrameHandler(
      Http2ConnectionDecoder decoder,
      Http2ConnectionEncoder encoder,
      Http2Settings settings,
      StreamEvents events) {
    super(decoder, encoder, settings);
    this.events = events;
  }

  static FrameHandler of(Http2Limits limits, StreamEvents events) {
    Http2Connection connection = new DefaultHttp2Connection(true, 0);
    // Priorities are deprecated (RFC 9113, 5.3); their tree would be one more thing to fill.
    connection
        .remote()
        .flowController(
            new DefaultHttp2RemoteFlowController(
                connection, new UniformStreamByteDistributor(connection)));
    connection.addListener(events.closing());
    return new Builder(connection, limits, events).build();
  }

  /** Answers headers that are too large to be read, instead of Netty, which sends no body. */
  @Override
  protected void onStreamError(
      ChannelHandlerContext context,
      boolean outbound,
      Throwable cause,
      Http2Exception.StreamException error) {
    if (error instanceof Http2Exception.HeaderListSizeException size
        && size.duringDecode()
        && connection().stream(error.streamId()) == null) {
      try {
        Http2Stream stream = connection().remote().createStream(error.streamId(), true);
        stream.headersReceived(false);
        events.headersTooLarge(stream);
        return;
      } catch (Http2Exception e) {
        // There are too many streams for a response.
      }
    }
    super.onStreamError(context, outbound, cause, error);
  }

  /** Sets the limits. */
  private static final class Builder
      extends AbstractHttp2ConnectionHandlerBuilder<FrameHandler, Builder> {
    private final StreamEvents events;

    Builder(Http2Connection connection, Http2Limits limits, StreamEvents events) {
      this.events = events;
      connection(connection);
      initialSettings(
          Http2Settings.defaultSettings()
              .maxConcurrentStreams(limits.streams())
              .maxHeaderListSize(limits.headerListBytes()));
      frameListener(events);
      validateHeaders(true);
      encoderIgnoreMaxHeaderListSize(true);
      headerSensitivityDetector((name, value) -> !INDEXED.contains(name.toString()));
      decoderEnforceMaxConsecutiveEmptyDataFrames(MAX_EMPTY_DATA_FRAMES);
      decoderEnforceMaxSmallContinuationFrames(MAX_SMALL_CONTINUATIONS);
      decoderEnforceMaxRstFramesPerWindow(MAX_RESETS, RESET_SECONDS);
      encoderEnforceMaxRstFramesPerWindow(MAX_RESETS, RESET_SECONDS);
    }

    @Override
    public FrameHandler build() {
      return super.build();
    }

    @Override
    protected FrameHandler build(
        Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
      return new FrameHandler(decoder, encoder, settings, events);
    }
  }
}
