package com.remitflex.features.activity.alerts;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.rows.RowInserter;
import com.remitflex.core.engine.rows.RowSaver;
import com.remitflex.core.engine.rows.RowUpdater;
import com.remitflex.features.accounts.AlertKind;
import com.remitflex.features.accounts.AlertSettings;
import com.remitflex.features.activity.alerts.Alert.Slot;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.database.lists.Page;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The usage_alert and alert_setting tables. */
final class AlertStore {
  private static final Batch<Alert> INSERT =
      Batch.<Alert>insert("usage_alert")
          .text("account_id", alert -> alert.head().accountId())
          .text("environment", alert -> alert.head().environment().word())
          .text("id", Alert::id)
          .bigint("number", Alert::number)
          .text("key_id", Alert::keyId)
          .text("kind", alert -> alert.kind().word())
          .time("hour", Alert::hour)
          .text("status", alert -> alert.status().word())
          .time("created_at", Alert::createdAt)
          .json("details", alert -> Json.text(AlertJson.object(alert.details())))
          .build();

  private static final Batch<Alert> UPDATE =
      Batch.<Alert>statement(
              """
              UPDATE usage_alert a SET status = v.status FROM :rows
              WHERE a.account_id = v.account_id AND a.environment = v.environment AND a.id = v.id
              """)
          .text("account_id", alert -> alert.head().accountId())
          .text("environment", alert -> alert.head().environment().word())
          .text("id", Alert::id)
          .text("status", alert -> alert.status().word())
          .build();

  private static final Batch<AlertSettings> SET =
      Batch.<AlertSettings>statement(
              """
              INSERT INTO alert_setting (key_id, muted, silence_days, own_silence)
              SELECT key_id, muted, coalesce(silence_days, 30), silence_days IS NOT NULL FROM :rows
              ON CONFLICT (key_id) DO UPDATE
              SET muted = excluded.muted, silence_days = excluded.silence_days,
                own_silence = excluded.own_silence
              """)
          .text("key_id", AlertSettings::keyId)
          .text("muted", settings -> AlertKind.stored(settings.muted()))
          .optionalBigint("silence_days", AlertSettings::silenceDays)
          .build();

  /** Alerts by key, kind and hour: there is at most one for each. */
  static final RowInserter<Slot, Alert> SLOTS =
      new RowInserter<>() {
        @Override
        public Map<Slot, Alert> load(Handle handle, Collection<Slot> slots) {
          Map<Slot, Alert> found = new HashMap<>();
          try (Query query =
              handle.createQuery(
                  """
                  SELECT * FROM usage_alert WHERE (key_id, kind, hour) IN
                    (SELECT * FROM unnest(:keys::text[], :kinds::text[], :hours::timestamptz[]))
                  """)) {
            query
                .bind("keys", slots.stream().map(Slot::keyId).toArray(String[]::new))
                .bind(
                    "kinds", slots.stream().map(slot -> slot.kind().word()).toArray(String[]::new))
                .bind("hours", slots.stream().map(slot -> slot.hour() + "").toArray(String[]::new))
                .map((row, context) -> alert(row))
                .forEach(alert -> found.put(alert.slot(), alert));
          }
          return found;
        }

        @Override
        public void insert(Writes writes, List<Alert> rows) {
          writes.add(INSERT, rows);
        }
      };

  /** Alerts by ID. */
  static final RowUpdater<String, Alert> ALERTS =
      new RowUpdater<>() {
        @Override
        public Map<String, Alert> load(Handle handle, Collection<String> ids) {
          Map<String, Alert> found = new HashMap<>();
          try (Query query =
              handle.createQuery("SELECT * FROM usage_alert WHERE id = ANY (:ids)")) {
            query
                .bind("ids", ids.toArray(String[]::new))
                .map((row, context) -> alert(row))
                .forEach(alert -> found.put(alert.id(), alert));
          }
          return found;
        }

        @Override
        public void update(Writes writes, List<Alert> before, List<Alert> after) {
          writes.add(UPDATE, after);
        }
      };

  static final RowSaver<String, AlertSettings> SETTINGS =
      new RowSaver<>() {
        @Override
        public Map<String, AlertSettings> load(Handle handle, Collection<String> keyIds) {
          return settings(handle, keyIds);
        }

        @Override
        public void insert(Writes writes, List<AlertSettings> rows) {
          writes.add(SET, rows);
        }

        @Override
        public void update(Writes writes, List<AlertSettings> before, List<AlertSettings> after) {
          writes.add(SET, after);
        }
      };

  private AlertStore() {}

  static Map<String, AlertSettings> settings(Handle handle, Collection<String> keyIds) {
    Map<String, AlertSettings> found = new HashMap<>();
    try (Query query =
        handle.createQuery("SELECT * FROM alert_setting WHERE key_id = ANY (:keys)")) {
      query
          .bind("keys", keyIds.toArray(String[]::new))
          .map((row, context) -> settings(row))
          .forEach(settings -> found.put(settings.keyId(), settings));
    }
    return found;
  }

  static Optional<Alert> find(Handle handle, HeadId head, String id) {
    return ALERTS.load(handle, List.of(id)).values().stream()
        .filter(alert -> alert.head().equals(head))
        .findFirst();
  }

  static Page<Alert> page(Handle handle, HeadId head, AlertFilter filter, PageQuery page) {
    String sql =
        "SELECT * FROM usage_alert WHERE account_id = :account AND environment = :environment"
            + filter.conditions()
            + page.condition("created_at", "number")
            + page.orderAndLimit("created_at", "number");
    try (Query query = page.bind(handle.createQuery(sql))) {
      return page.page(
          query
              .bind("account", head.accountId())
              .bind("environment", head.environment().word())
              .bindMap(filter.values())
              .map((row, context) -> alert(row))
              .list(),
          Alert::position);
    }
  }

  private static Alert alert(ResultSet row) throws SQLException {
    return new Alert(
        new HeadId(row.getString("account_id"), Environment.of(row.getString("environment"))),
        row.getString("id"),
        row.getLong("number"),
        row.getString("key_id"),
        AlertKind.of(row.getString("kind")),
        time(row, "hour"),
        Alert.Status.of(row.getString("status")),
        time(row, "created_at"),
        AlertJson.details(row.getString("details")));
  }

  private static Instant time(ResultSet row, String column) throws SQLException {
    return row.getTimestamp(column).toInstant();
  }

  private static AlertSettings settings(ResultSet row) throws SQLException {
    return new AlertSettings(
        row.getString("key_id"),
        AlertKind.ofStored(row.getString("muted")),
        row.getBoolean("own_silence") ? Optional.of(row.getInt("silence_days")) : Optional.empty());
  }
}
