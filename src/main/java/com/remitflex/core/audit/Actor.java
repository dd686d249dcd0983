package com.remitflex.core.audit;

import com.remitflex.platform.access.AuthenticatedRequest;
import com.remitflex.platform.text.ApiKeyText;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Who did something, and from where.
 *
 * @param id of the key or the person; empty for the operator and the platform
 * @param ip address that the request came from
 * @param userAgent what the client calls itself, kept up to 255 characters
 * @param requestId id of the HTTP request
 */
public record Actor(
    Kind kind,
    Optional<String> id,
    Optional<String> ip,
    Optional<String> userAgent,
    Optional<String> requestId) {
  private static final int LONGEST = 255;

  /** What kind of actor it is. */
  public enum Kind {
    API_KEY,
    /** Whoever runs the commands of the installation. */
    OPERATOR,
    /** The program itself. */
    PLATFORM,
    /** A person who is signed in. */
    USER;

    private final String word = name().toLowerCase(Locale.ROOT);

    public String word() {
      return word;
    }

    static Optional<Kind> find(String word) {
      return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
    }
  }

  public static Actor operator() {
    return inside(Kind.OPERATOR);
  }

  public static Actor platform() {
    return inside(Kind.PLATFORM);
  }

  /** The program itself, upon a request that had no key. */
  public static Actor platform(
      Optional<String> ip, Optional<String> userAgent, Optional<String> requestId) {
    return new Actor(Kind.PLATFORM, Optional.empty(), ip, userAgent, requestId);
  }

  /** An API key that sent a request. */
  public static Actor apiKey(
      String keyId, Optional<String> ip, Optional<String> userAgent, Optional<String> requestId) {
    return new Actor(Kind.API_KEY, Optional.of(keyId), ip, userAgent, requestId);
  }

  /** The API key that sent this request, and from where. */
  public static Actor of(AuthenticatedRequest call) {
    return apiKey(
        call.principal().keyId(),
        Optional.of(call.client().ip()),
        call.client().userAgent(),
        Optional.of(call.client().requestId()));
  }

  /** A person who sent a request. */
  public static Actor user(
      String userId, Optional<String> ip, Optional<String> userAgent, Optional<String> requestId) {
    return new Actor(Kind.USER, Optional.of(userId), ip, userAgent, requestId);
  }

  private static Actor inside(Kind kind) {
    return new Actor(kind, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * The actor fit to be kept: what a client says of itself holds no key and no control character.
   */
  Actor stored() {
    return new Actor(kind, id, ip, userAgent.map(Actor::plain), requestId.map(Actor::plain));
  }

  private static String plain(String text) {
    String masked = ApiKeyText.mask(text.replaceAll("\\p{Cntrl}", " "));
    return masked.codePointCount(0, masked.length()) <= LONGEST
        ? masked
        : masked.substring(0, masked.offsetByCodePoints(0, LONGEST));
  }
}
