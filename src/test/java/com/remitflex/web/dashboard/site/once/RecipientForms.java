package com.remitflex.web.dashboard.site.once;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The forms of saved recipients. */
final class RecipientForms extends AreaForms {
  RecipientForms(Visitor visitor) {
    super(visitor);
  }

  @Override
  void addTo(Map<String, Supplier<Sending>> forms) {
    String recipients = ACCOUNT + "/recipients";
    Map<String, String> fields =
        Map.of("name", "Once", "account_number", "0000014579", "bank_code", "011");
    forms.put(
        recipients,
        () -> {
          Map<String, String> created = new HashMap<>(fields);
          created.put("kind", "NGN-NG");
          return of(recipients + "/new", recipients, created);
        });
    forms.put(
        recipients + "/{id}",
        () -> {
          String page = recipients + "/" + recipient();
          return of(page, page, fields);
        });
    for (String act : List.of("default", "delete")) {
      forms.put(
          recipients + "/{id}/" + act,
          () -> {
            String page = recipients + "/" + recipient();
            return of(page, page + "/" + act, Map.of());
          });
    }
  }

  private String recipient() {
    return api()
        .post(
            "/v1/recipients",
            "{\"name\": \"Ada\", \"currency\": \"NGN\", \"account_number\": \"0000014579\","
                + " \"bank_code\": \"011\", \"bank_country\": \"NG\"}")
        .json()
        .path("id")
        .asText();
  }
}
