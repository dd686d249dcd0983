package com.remitflex.web.dashboard.site.once;

import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.ids.IdPrefix;
import java.util.Map;
import java.util.function.Supplier;

/** The forms of API keys and their alerts. */
final class KeyForms extends AreaForms {
  KeyForms(Visitor visitor) {
    super(visitor);
  }

  @Override
  void addTo(Map<String, Supplier<Sending>> forms) {
    forms.put(KEYS, () -> of(KEYS + "/new", KEYS, Map.of("name", "billing", "scope", "write")));
    forms.put(KEYS + "/{id}/roll", () -> ofKey("/roll", "/roll", Map.of("grace_seconds", "3600")));
    forms.put(
        KEYS + "/{id}/end-grace",
        () -> {
          String id = key();
          Sending roll =
              of(
                  KEYS + "/" + id + "/roll",
                  KEYS + "/" + id + "/roll",
                  Map.of("grace_seconds", "3600"));
          roll.send();
          return of(KEYS + "/" + id, KEYS + "/" + id + "/end-grace", Map.of());
        });
    forms.put(
        KEYS + "/{id}/revoke",
        () -> {
          String id = key();
          String name = server.keys().find(id).orElseThrow().name();
          return of(KEYS + "/" + id + "/revoke", KEYS + "/" + id + "/revoke", Map.of("name", name));
        });
    forms.put(
        KEYS + "/{id}/alerts", () -> ofKey("/alerts", "/alerts", Map.of("silence_days", "7")));
    forms.put(
        ACCOUNT + "/alerts/{id}",
        () -> {
          String id = newAlert(key());
          return of(ACCOUNT + "/alerts", ACCOUNT + "/alerts/" + id, Map.of());
        });
  }

  private Sending ofKey(String page, String path, Map<String, String> fields) {
    String key = KEYS + "/" + key();
    return of(key + page, key + path, fields);
  }

  private String key() {
    return server.newKey(account, Environment.SANDBOX, Scope.READ).key().id();
  }

  private String newAlert(String keyId) {
    String id = IdPrefix.ALERT.next();
    server
        .database()
        .use(handle ->
            handle.execute(
                """
                INSERT INTO usage_alert (id, account_id, environment, number, key_id, kind, hour,
                  created_at, status, details)
                VALUES (?, ?, 'sandbox', 1, ?, 'spike', date_trunc('hour', now()), now(), 'open',
                  '{}')
                """,
                id,
                account,
                keyId));
    return id;
  }
}
