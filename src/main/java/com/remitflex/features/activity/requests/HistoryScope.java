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
