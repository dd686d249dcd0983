package com.remitflex.features.apikeys;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.text.ApiKeyText;
import java.text.Normalizer;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A page of an account's keys for users: active keys first, then the others, each newest first.
 *
 * @param text part of a key's name in any case, the end of its secret, or the start of its ID or of
 *     its masked form
 * @param after the last key of the previous page
 * @param limit the maximum number of keys of the page
 * @param now the time at which a key's expiry is checked
 */
public record KeySearch(
    HeadId head,
    Match match,
    Optional<String> text,
    Optional<Status> status,
    Optional<Scope> scope,
    Optional<Place> after,
    int limit,
    Instant now) {
  private static final int MAX_TEXT = 200;
  private static final int MIN_ENDING = 4;
  private static final String ID = "key_";
  private static final String SECRET = "rf_";

  /** How the text must match a key. */
  public enum Match {
    /** A part matches. */
    PART,
    /** The full name, ID or masked form matches, or at least the last four characters. */
    WHOLE
  }

  /** The status of a key, in the order of the list's parts. */
  public enum Status {
    ACTIVE(0, "k.state = 'active' AND (k.expires_at IS NULL OR k.expires_at > :now::timestamptz)"),
    EXPIRED(1, "k.state = 'active' AND k.expires_at <= :now::timestamptz"),
    REVOKED(1, "k.state = 'revoked'");

    private final int part;
    private final String condition;

    Status(int part, String condition) {
      this.part = part;
      this.condition = condition;
    }

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Status> find(String word) {
      return Arrays.stream(values()).filter(one -> one.word().equals(word)).findFirst();
    }
  }

  /**
   * The end of a page: its last key, and the part of the list that the key was in.
   *
   * @param part 0 among the active keys, 1 among the others
   */
  public record Place(int part, String keyId) {
    private static final String FORMAT = "[01]-key_[0-9A-Z]{26}";

    /** Parses what {@link #text} returned. */
    public static Optional<Place> parse(String text) {
      return Optional.of(text)
          .filter(one -> one.matches(FORMAT))
          .map(one -> new Place(one.charAt(0) - '0', one.substring(2)));
    }

    public String text() {
      return part + "-" + keyId;
    }
  }

  /**
   * The keys of a page.
   *
   * @param total the number of keys on all pages
   * @param next where the next page begins, if there is one
   */
  public record Result(List<ApiKey> keys, long total, Optional<Place> next) {}

  public KeySearch {
    text =
        text.map(one -> Normalizer.normalize(one, Normalizer.Form.NFC).strip())
            .filter(one -> !one.isEmpty())
            .map(one -> ApiKeyText.mask(one).replace("...", "…"))
            .map(one -> one.substring(0, Math.min(MAX_TEXT, one.length())));
  }

  /** The same search from another place. */
  public KeySearch after(Optional<Place> place) {
    return new KeySearch(head, match, text, status, scope, place, limit, now);
  }

  /** The place of a page that ends with this key. */
  Place place(ApiKey key) {
    boolean active = key.status(now).equals(Status.ACTIVE.word());
    return new Place(active ? Status.ACTIVE.part : Status.REVOKED.part, key.id());
  }

  /** Reads each status through its part of the index, and only as many keys as the page has. */
  String page() {
    String order = " ORDER BY created_at DESC, number DESC, id DESC LIMIT :limit";
    return statuses().stream()
        .filter(one -> after.isEmpty() || one.part >= after.get().part())
        .map(one ->
            "(SELECT " + one.part + " AS part, k.* FROM api_key k " + where(one) + order + ")")
        .collect(
            Collectors.joining(
                " UNION ALL ",
                "SELECT k.* FROM (",
                ") k ORDER BY part, created_at DESC, number DESC, id DESC LIMIT :limit"));
  }

  String count() {
    return statuses().stream()
        .map(
            one -> "(SELECT count(*) FROM api_key k " + ofAccount() + " AND " + one.condition + ")")
        .collect(Collectors.joining(" + ", "SELECT ", ""));
  }

  private List<Status> statuses() {
    return status.map(List::of).orElseGet(() -> List.of(Status.values()));
  }

  private String where(Status one) {
    String beyond =
        after
            .filter(place -> place.part() == one.part)
            .map(place ->
                " AND (k.created_at, k.number, k.id) <"
                    + " (SELECT created_at, number, id FROM api_key"
                    + " WHERE id = :after AND account_id = :account)")
            .orElse("");
    return ofAccount() + " AND " + one.condition + beyond;
  }

  private String ofAccount() {
    return "WHERE k.account_id = :account AND k.environment = :environment"
        + (scope.isPresent() ? " AND k.scope = :scope" : "")
        + text.map(one -> match == Match.PART ? part(one) : whole(one)).orElse("");
  }

  private static String whole(String text) {
    return " AND (lower(k.name) = lower(:text) OR k.id = :text"
        + (text.length() >= MIN_ENDING ? " OR right(k.display, length(:text)) = :text)" : ")");
  }

  private static String part(String text) {
    StringBuilder sql =
        new StringBuilder(
            " AND (strpos(lower(k.name), lower(:text)) > 0"
                + " OR right(k.display, length(:text)) = :text");
    if (text.startsWith(ID)) {
      sql.append(" OR starts_with(lower(k.id), lower(:text))");
    } else if (text.startsWith(SECRET)) {
      sql.append(" OR starts_with(k.display, :text)");
    }
    return sql.append(")").toString();
  }

  Map<String, Object> values() {
    Map<String, Object> values = new HashMap<>();
    values.put("account", head.accountId());
    values.put("environment", head.environment().word());
    values.put("now", now.toString());
    // One more shows whether there is a next page.
    values.put("limit", limit + 1);
    scope.ifPresent(one -> values.put("scope", one.word()));
    text.ifPresent(one -> values.put("text", one));
    after.ifPresent(place -> values.put("after", place.keyId()));
    return values;
  }
}
