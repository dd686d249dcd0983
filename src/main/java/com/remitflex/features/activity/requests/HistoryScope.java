package com.remitflex.features.activity.requests;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.ids.Environment;
import java.util.Arrays;
import java.util.List;

/**
 * Whose requests to read: those of some keys of an account, or of all its keys.
 *
 * @param column the column that selects the requests; each value is one range of an index
 * @param values the values of the column
 */
public record HistoryScope(String accountId, Column column, List<String> values) {
  /** A column by which requests are selected. */
  enum Column {
    KEY("key_id"),
    ENVIRONMENT("environment");

    final String sql;

    Column(String sql) {
      this.sql = sql;
    }
  }

  public HistoryScope {
    values = List.copyOf(values);
  }

  /** The condition that selects one range: the requests of the account with this value. */
  String range(String log, String account, String value) {
    return switch (column) {
      case KEY -> rangeOfKey(log, account, value);
      case ENVIRONMENT -> rangeOfAccount(log, account, value);
    };
  }

  /**
   * The condition that selects the requests of a key. The indexes of the history begin with a hash
   * (decision 0067); the hashes of other texts can be the same, so the texts are compared too, in a
   * way that the planner cannot take for a further restriction.
   *
   * @param log name of the table in the statement
   * @param account expression for the account
   * @param keyId expression for the key
   */
  public static String rangeOfKey(String log, String account, String keyId) {
    return """
    hashtextextended(%1$s.key_id, 0) = hashtextextended(%3$s, 0)
      AND CASE WHEN %1$s.account_id = %2$s AND %1$s.key_id = %3$s THEN true END
    """
        .formatted(log, account, keyId);
  }

  /** As {@link #rangeOfKey}, for the requests of all keys of an account in one environment. */
  public static String rangeOfAccount(String log, String account, String environment) {
    return """
    hashtextextended(%1$s.account_id, hashtextextended(%1$s.environment, 0))
        = hashtextextended(%2$s, hashtextextended(%3$s, 0))
      AND CASE WHEN %1$s.account_id = %2$s AND %1$s.environment = %3$s THEN true END
    """
        .formatted(log, account, environment);
  }

  /** Whether a request of the account is in this scope. */
  boolean includes(LoggedRequest request) {
    return switch (column) {
      case KEY -> values.contains(request.keyId());
      case ENVIRONMENT -> values.contains(request.head().environment().word());
    };
  }

  /** One key of this account. */
  public static HistoryScope key(String accountId, String keyId) {
    return keys(accountId, List.of(keyId));
  }

  /** Some keys of this account. */
  public static HistoryScope keys(String accountId, List<String> keyIds) {
    return new HistoryScope(accountId, Column.KEY, keyIds);
  }

  /** All keys of the account in one environment. */
  public static HistoryScope account(HeadId head) {
    return new HistoryScope(
        head.accountId(), Column.ENVIRONMENT, List.of(head.environment().word()));
  }

  /** All keys of the account in both environments. */
  public static HistoryScope account(String accountId) {
    return new HistoryScope(
        accountId,
        Column.ENVIRONMENT,
        Arrays.stream(Environment.values()).map(Environment::word).toList());
  }
}
