package com.remitflex.web.docs;

import com.remitflex.platform.http.api.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of the folder `docs`, which the build puts into the jar. */
final class Resources {
  private static final String FOLDER = "/manual/";
  private static final String ICON = "/docs/favicon.ico";
  private static final Pattern IMAGE = Pattern.compile(Manual.ROOT + "/(images/[a-z0-9-]+\\.png)");

  private Resources() {}

  /** The text of a file that the list of pages names. */
  static String text(String file) {
    return find(file)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .orElseThrow(() -> new IllegalStateException("missing resource " + FOLDER + file));
  }

  /** The image with this address. */
  static Optional<Response> image(String path) {
    Matcher image = IMAGE.matcher(path);
    return image.matches()
        ? find(image.group(1))
            .map(bytes ->
                new Response(
                    200, "image/png", bytes, Map.of("Cache-Control", "public, max-age=3600")))
        : Optional.empty();
  }

  /** The icon of all pages. */
  static Response icon() {
    byte[] bytes = read(ICON).orElseThrow(() -> new IllegalStateException("missing " + ICON));
    return new Response(200, "image/x-icon", bytes, Map.of());
  }

  private static Optional<byte[]> find(String file) {
    return read(FOLDER + file);
  }

  private static Optional<byte[]> read(String resource) {
    try (InputStream in = Resources.class.getResourceAsStream(resource)) {
      return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
