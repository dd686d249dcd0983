package com.remitflex.platform.access;

import com.remitflex.platform.text.ApiKeyText;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Who did something, and from where, as the audit log shows it.
 *
 * @param id of the API key or the user; of an operator only if signed in; empty for the platform
 * @param ip address that the request came from
 * @param userAgent the User-Agent header, of which up to 255 characters are stored
 * @param requestId ID of the HTTP request
 */
public record Actor(
    Kind kind,
    Optional<String> id,
    Optional<String> ip,
    Optional<String> userAgent,
    Optional<String> requestId) {
  private static final int MAX_LENGTH = 255;

  private static final Actor OPERATOR = withoutRequest(Kind.OPERATOR);
  private static final Actor PLATFORM = withoutRequest(Kind.PLATFORM);

  /** The kinds of actors. */
  public enum Kind {
    API_KEY,
    /** Who runs the commands of the installation, or is signed in to the operator console. */
    OPERATOR,
    /** The program itself. */
    PLATFORM,
    /** A member of an account who is signed in. */
    USER;

    private final String word = name().toLowerCase(Locale.ROOT);

    public String word() {
      return word;
    }

    /** The kind with this word, as the audit log stores it. */
    public static Optional<Kind> find(String word) {
      return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
    }
  }

  public static Actor operator() {
    return OPERATOR;
  }

  public static Actor platform() {
    return PLATFORM;
  }

  /** The program itself, because of a request without a key. */
  public static Actor platform(
      Optional<String> ip, Optional<String> userAgent, Optional<String> requestId) {
    return new Actor(Kind.PLATFORM, Optional.empty(), ip, userAgent, requestId);
  }

  /** The program itself, because of a request of this client without a key. */
  public static Actor platform(Client client) {
    return of(Kind.PLATFORM, Optional.empty(), client);
  }

  /** An API key that sent a request. */
  public static Actor apiKey(String keyId, Client client) {
    return of(Kind.API_KEY, Optional.of(keyId), client);
  }

  /** A user who sent a request. */
  public static Actor user(String userId, Client client) {
    return of(Kind.USER, Optional.of(userId), client);
  }

  /** An operator who is signed in to the operator console and sent a request. */
  public static Actor operator(String userId, Client client) {
    return of(Kind.OPERATOR, Optional.of(userId), client);
  }

  /** The same person as an operator; other actors as they are. */
  public Actor asOperator() {
    return kind == Kind.USER ? new Actor(Kind.OPERATOR, id, ip, userAgent, requestId) : this;
  }

  private static Actor of(Kind kind, Optional<String> id, Client client) {
    return new Actor(
        kind, id, Optional.of(client.ip()), client.userAgent(), Optional.of(client.requestId()));
  }

  private static Actor withoutRequest(Kind kind) {
    return new Actor(kind, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** The actor as it is stored: the texts of the client without API keys and control characters. */
  public Actor stored() {
    return new Actor(kind, id, ip, userAgent.map(Actor::plain), requestId.map(Actor::plain));
  }

  private static String plain(String text) {
    String masked = ApiKeyText.mask(text.replaceAll("\\p{Cntrl}", " "));
    return masked.codePointCount(0, masked.length()) <= MAX_LENGTH
        ? masked
        : masked.substring(0, masked.offsetByCodePoints(0, MAX_LENGTH));
  }
}
