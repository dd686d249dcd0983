package com.remitflex.features.activity.requests;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.ids.Environment;
import java.util.Arrays;
import java.util.List;

/**
 * Whose history is read: of some keys of an account, or of all its keys, however many these are.
 *
 * @param column what the parts differ in; each is one range of an index
 * @param parts the values of the column
 */
public record Whose(String accountId, Column column, List<String> parts) {
  /** What a history is divided by. */
  enum Column {
    KEY("key_id"),
    ENVIRONMENT("environment");

    final String sql;

    Column(String sql) {
      this.sql = sql;
    }
  }

  public Whose {
    parts = List.copyOf(parts);
  }

  /** Whether a request of the account belongs to this history. */
  boolean has(LoggedRequest request) {
    return switch (column) {
      case KEY -> parts.contains(request.keyId());
      case ENVIRONMENT -> parts.contains(request.head().environment().word());
    };
  }

  /** Of these keys, which are of this account. */
  public static Whose keys(String accountId, List<String> keyIds) {
    return new Whose(accountId, Column.KEY, keyIds);
  }

  /** Of every key of the account in one environment. */
  public static Whose account(HeadId head) {
    return new Whose(head.accountId(), Column.ENVIRONMENT, List.of(head.environment().word()));
  }

  /** Of every key of the account in both environments. */
  public static Whose account(String accountId) {
    return new Whose(
        accountId,
        Column.ENVIRONMENT,
        Arrays.stream(Environment.values()).map(Environment::word).toList());
  }
}
