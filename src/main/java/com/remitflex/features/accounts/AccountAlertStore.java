package com.remitflex.features.accounts;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.rows.RowSaver;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Select;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The account_alert_setting table. */
public final class AccountAlertStore {
  private static final Select<AccountAlerts> OF_HEAD =
      Select.of(
          "SELECT * FROM account_alert_setting WHERE account_id = ? AND environment = ?",
          AccountAlertStore::alerts);

  private static final Batch<AccountAlerts> SET =
      Batch.<AccountAlerts>statement(
              """
              INSERT INTO account_alert_setting
                (account_id, environment, muted, silence_days, email)
              SELECT account_id, environment, muted, silence_days, email FROM :rows
              ON CONFLICT (account_id, environment) DO UPDATE
              SET muted = excluded.muted, silence_days = excluded.silence_days,
                email = excluded.email
              """)
          .text("account_id", alerts -> alerts.head().accountId())
          .text("environment", alerts -> alerts.head().environment().word())
          .text("muted", alerts -> AlertKind.stored(alerts.muted()))
          .bigint("silence_days", AccountAlerts::silenceDays)
          .bool("email", AccountAlerts::email)
          .build();

  /** The accounts' alert settings; without a row the initial settings apply. */
  public static final RowSaver<HeadId, AccountAlerts> SETTINGS =
      new RowSaver<>() {
        @Override
        public Map<HeadId, AccountAlerts> load(Handle handle, Collection<HeadId> heads) {
          return find(handle, heads);
        }

        @Override
        public void insert(Writes writes, List<AccountAlerts> rows) {
          writes.add(SET, rows);
        }

        @Override
        public void update(Writes writes, List<AccountAlerts> before, List<AccountAlerts> after) {
          writes.add(SET, after);
        }
      };

  private AccountAlertStore() {}

  /** The alert settings of an account. */
  public static AccountAlerts of(Handle handle, HeadId head) {
    return OF_HEAD
        .find(handle, head.accountId(), head.environment().word())
        .orElse(AccountAlerts.of(head));
  }

  public static Map<HeadId, AccountAlerts> find(Handle handle, Collection<HeadId> heads) {
    Map<HeadId, AccountAlerts> found = new HashMap<>();
    try (Query query =
        handle.createQuery(
            """
            SELECT * FROM account_alert_setting WHERE (account_id, environment) IN
              (SELECT * FROM unnest(:accounts::text[], :environments::text[]))
            """)) {
      query
          .bind("accounts", heads.stream().map(HeadId::accountId).toArray(String[]::new))
          .bind(
              "environments",
              heads.stream().map(head -> head.environment().word()).toArray(String[]::new))
          .map((row, context) -> alerts(row))
          .forEach(alerts -> found.put(alerts.head(), alerts));
    }
    return found;
  }

  private static AccountAlerts alerts(ResultSet row) throws SQLException {
    return new AccountAlerts(
        new HeadId(row.getString("account_id"), Environment.of(row.getString("environment"))),
        AlertKind.ofStored(row.getString("muted")),
        row.getInt("silence_days"),
        row.getBoolean("email"));
  }
}
