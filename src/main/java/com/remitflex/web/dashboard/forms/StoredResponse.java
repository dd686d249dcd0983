package com.remitflex.web.dashboard.forms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.json.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** The response to a form as bytes, to send it again when the form is submitted again. */
public final class StoredResponse {
  private StoredResponse() {}

  public static byte[] bytes(Response response) {
    ObjectNode node = Json.object();
    node.put("status", response.status());
    node.put("type", response.contentType());
    node.put("body", new String(response.body(), StandardCharsets.UTF_8));
    ObjectNode headers = node.putObject("headers");
    response.headers().forEach(headers::put);
    response.cookies().forEach(node.putArray("cookies")::add);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(Json.text(node).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  public static Response response(byte[] bytes) {
    JsonNode node;
    try (GZIPInputStream zip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      node = Json.trusted(new String(zip.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> headers = new HashMap<>();
    node.path("headers")
        .properties()
        .forEach(header -> headers.put(header.getKey(), header.getValue().asText()));
    List<String> cookies = new ArrayList<>();
    node.path("cookies").forEach(line -> cookies.add(line.asText()));
    return new Response(
            node.path("status").asInt(),
            node.path("type").asText(),
            node.path("body").asText().getBytes(StandardCharsets.UTF_8),
            headers)
        .withCookies(cookies);
  }
}
