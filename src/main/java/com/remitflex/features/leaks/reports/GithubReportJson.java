package com.remitflex.features.leaks.reports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.text.ApiKeyText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The request and response bodies of GitHub's secret scanning partner program. */
final class GithubReportJson {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final int MAX_PLACE = 2_000;

  /**
   * A string that GitHub takes for a key.
   *
   * @param type GitHub's name of the pattern
   * @param place where it was found, without characters or keys that must not be stored
   */
  record Match(String token, String type, Optional<String> place) {
    /** The verdict for GitHub, which names the token by its hash only. */
    ObjectNode verdict(boolean isIssued) {
      ObjectNode node = Json.object();
      node.put("token_hash", sha256(token));
      node.put("token_type", type);
      node.put("label", isIssued ? "true_positive" : "false_positive");
      return node;
    }
  }

  private GithubReportJson() {}

  /**
   * Reads a report whose signature was verified; unknown fields are ignored.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR
   */
  static List<Match> read(byte[] body) {
    List<Match> matches = new ArrayList<>();
    for (JsonNode one : array(body)) {
      if (!one.path("token").isTextual() || !one.path("type").isTextual()) {
        throw malformed();
      }
      Optional<String> place = Optional.of(plain(one.path("url").asText("")));
      String source = plain(one.path("source").asText(""));
      matches.add(
          new Match(
              one.path("token").asText(),
              one.path("type").asText(),
              place
                  .filter(url -> !url.isEmpty())
                  .map(url -> source.isEmpty() ? url : url + " (" + source + ")")
                  .or(() -> Optional.of(source).filter(text -> !text.isEmpty()))));
    }
    return matches;
  }

  private static JsonNode array(byte[] body) {
    try {
      JsonNode array = MAPPER.readTree(body);
      if (array.isArray()) {
        return array;
      }
    } catch (IOException e) {
      // Rejected below; the message of the exception may contain a key.
    }
    throw malformed();
  }

  private static RuntimeException malformed() {
    return ApiError.of(
            ErrorCode.VALIDATION_ERROR,
            "The body must be a JSON array of objects with token, type, url and source.")
        .exception();
  }

  private static String plain(String text) {
    String masked = ApiKeyText.mask(text).replaceAll("[^\\x21-\\x7e]", "?");
    return masked.substring(0, Math.min(MAX_PLACE, masked.length()));
  }

  private static String sha256(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
