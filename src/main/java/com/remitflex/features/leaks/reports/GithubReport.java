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
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The body of a report by GitHub's secret scanning, in the form of its partner program. */
final class GithubReport {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final int LONGEST_PLACE = 2_000;

  /**
   * What looked like a key to GitHub.
   *
   * @param type the name that the pattern has there
   * @param place where it was found, fit to be kept
   */
  record Match(String token, String type, Optional<String> place) {
    /** What GitHub is told of it; the token as its hash, which is all that leaves. */
    ObjectNode verdict(boolean isIssued) {
      ObjectNode node = Json.object();
      node.put("token_hash", sha256(token));
      node.put("token_type", type);
      node.put("label", isIssued ? "true_positive" : "false_positive");
      return node;
    }
  }

  private GithubReport() {}

  /** Whether one of GitHub's keys has signed exactly these bytes. */
  static boolean isSigned(
      GithubKeys keys, List<String> identifiers, List<String> signatures, byte[] body) {
    if (identifiers.size() != 1 || signatures.size() != 1 || identifiers.getFirst().isEmpty()) {
      return false;
    }
    byte[] signature;
    try {
      signature = Base64.getDecoder().decode(signatures.getFirst());
    } catch (IllegalArgumentException e) {
      return false;
    }
    return keys.find(identifiers.getFirst()).stream()
        .anyMatch(key -> EcdsaP256.verifies(key, body, signature));
  }

  /**
   * Reads a report whose signature was verified; members that are not known here are passed over.
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
      // Told below, without what it says: it may quote a key.
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
    return masked.substring(0, Math.min(LONGEST_PLACE, masked.length()));
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
