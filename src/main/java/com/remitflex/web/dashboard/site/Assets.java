package com.remitflex.web.dashboard.site;

import com.remitflex.platform.http.api.PublicRequest;
import com.remitflex.platform.http.api.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/**
 * Scripts and style sheets from the jar. Their addresses contain a hash of the content, so that a
 * browser requests each version only once.
 */
public final class Assets {
  private static final String FOLDER = Pages.ROOT + "/assets/";
  private static final Map<String, String> TYPES =
      Map.of(
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  /** Paths in the jar, by name. */
  private static final Map<String, String> SOURCES =
      Map.of(
          "htmx.js", "/META-INF/resources/webjars/htmx.org/2.0.10/dist/htmx.min.js",
          "dashboard.css", "/dashboard/dashboard.css",
          "dashboard.js", "/dashboard/dashboard.js",
          "docs.css", "/docs/docs.css",
          "docs.js", "/docs/docs.js");

  private final Map<String, String> addresses = new HashMap<>();
  private final Map<String, Asset> byAddress = new HashMap<>();

  private record Asset(String contentType, byte[] plain, byte[] gzipped) {}

  Assets() {
    SOURCES.forEach((name, source) -> {
      byte[] content = read(source);
      int dot = name.lastIndexOf('.');
      String address = FOLDER + name.substring(0, dot) + "-" + hash(content) + name.substring(dot);
      String type = TYPES.get(name.substring(dot + 1));
      if (type == null) {
        throw new IllegalStateException("no content type for " + name);
      }
      addresses.put(name, address);
      byAddress.put(address, new Asset(type, content, gzipped(content)));
    });
  }

  /** The address of the asset with this name. */
  public String url(String name) {
    String address = addresses.get(name);
    if (address == null) {
      throw new IllegalStateException("no asset " + name);
    }
    return address;
  }

  Optional<Response> find(PublicRequest request) {
    return Optional.ofNullable(byAddress.get(request.path()))
        .map(asset -> {
          boolean gzip = request.header("Accept-Encoding").stream().anyMatch(Assets::acceptsGzip);
          Map<String, String> headers = new HashMap<>();
          headers.put("Cache-Control", "public, max-age=31536000, immutable");
          headers.put("Vary", "Accept-Encoding");
          if (gzip) {
            headers.put("Content-Encoding", "gzip");
          }
          byte[] body = gzip ? asset.gzipped() : asset.plain();
          return new Response(200, asset.contentType(), body, headers);
        });
  }

  private static boolean acceptsGzip(String accepted) {
    return accepted.matches("(?i)(.*[,\\s])?gzip\\s*(,.*|;\\s*q=(1|0?\\.0*[1-9]).*)?");
  }

  private static byte[] read(String source) {
    try (InputStream in = Assets.class.getResourceAsStream(source)) {
      if (in == null) {
        throw new IllegalStateException("missing resource " + source);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String hash(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] gzipped(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(content);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }
}
