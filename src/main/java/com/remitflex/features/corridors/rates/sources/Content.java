package com.remitflex.features.corridors.rates.sources;

import com.remitflex.platform.net.outbound.OutboundClient;
import com.remitflex.platform.net.outbound.OutboundOutcome;
import com.remitflex.platform.net.outbound.OutboundReply;
import com.remitflex.platform.net.outbound.OutboundRequest;
import com.remitflex.platform.net.outbound.OutboundUrl;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Where the text of a source is: in a file, or at a URL. */
sealed interface Content {
  /** Maximum length of a text. */
  int MAX_BYTES = 1024 * 1024;

  byte[] read() throws RateSourceException;

  /** A file, which another program may replace at any time. */
  record InFile(Path path) implements Content {
    @Override
    public byte[] read() throws RateSourceException {
      try (InputStream in = Files.newInputStream(path)) {
        return complete(in.readNBytes(MAX_BYTES));
      } catch (IOException e) {
        throw new RateSourceException("The file " + path + " cannot be read.");
      }
    }
  }

  /**
   * A URL, read by the guarded client: it checks the address, follows no redirect, and ends after a
   * time.
   */
  record AtUrl(OutboundClient client, OutboundUrl url, SecretHeader header) implements Content {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @Override
    public byte[] read() throws RateSourceException {
      OutboundRequest request = OutboundRequest.get(url, header.read(), MAX_BYTES);
      return switch (client.send(request, TIMEOUT)) {
        case OutboundOutcome.Failed failed -> throw new RateSourceException(failed.explanation());
        case OutboundOutcome.Replied(OutboundReply reply) -> body(reply);
      };
    }

    private static byte[] body(OutboundReply reply) throws RateSourceException {
      if (reply.status() != 200) {
        throw new RateSourceException("The server returned the status " + reply.status() + ".");
      }
      return complete(reply.body());
    }
  }

  /**
   * The header with the key of a service.
   *
   * @param name empty for a service without a key
   * @param file contains the key; read each time, so that it can be replaced
   */
  record SecretHeader(String name, Path file) {
    static final SecretHeader NONE = new SecretHeader("", Path.of(""));

    private static final int MAX_KEY = 4_096;

    Map<String, String> read() throws RateSourceException {
      if (name.isEmpty()) {
        return Map.of();
      }
      String key = content().strip();
      if (!key.matches("[!-~]([ -~]*[!-~])?")) {
        throw new RateSourceException("The key file " + file + " has no key of one line.");
      }
      return Map.of(name, key);
    }

    private String content() throws RateSourceException {
      try (InputStream in = Files.newInputStream(file)) {
        return new String(in.readNBytes(MAX_KEY), StandardCharsets.US_ASCII);
      } catch (IOException e) {
        throw new RateSourceException("The key file " + file + " cannot be read.");
      }
    }
  }

  private static byte[] complete(byte[] content) throws RateSourceException {
    if (content.length >= MAX_BYTES) {
      throw new RateSourceException("The text is longer than " + MAX_BYTES + " bytes.");
    }
    return content;
  }
}
