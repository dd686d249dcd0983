package com.remitflex.web.dashboard.site.once;

import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The forms of payments and off-ramps. */
final class PaymentForms extends AreaForms {
  private static final Map<String, String> OFF_RAMP =
      Map.of(
          "amount", "100.03",
          "source_currency", "USDC",
          "destination_currency", "EUR",
          "account_holder_name", "Name",
          "account_number", "DE89370400440532013000",
          "bank_name", "Bank",
          "bank_country", "DE");

  PaymentForms(Visitor visitor) {
    super(visitor);
  }

  @Override
  void addTo(Map<String, Supplier<Sending>> forms) {
    offRampForms(forms);
    String payments = ACCOUNT + "/payments";
    forms.put(
        payments,
        () -> of(payments + "/new", payments, Map.of("amount", "100", "currency", "USDC")));
    forms.put(
        payments + "/{id}/cancel",
        () -> {
          String id =
              api()
                  .post("/v1/payments", "{\"amount\": 100, \"currency\": \"USDC\"}")
                  .json()
                  .path("id")
                  .asText();
          return of(payments + "/" + id, payments + "/" + id + "/cancel", Map.of());
        });
    for (String decision : List.of("approve", "reject")) {
      forms.put(
          payments + "/{id}/" + decision,
          () -> {
            String id = inReview();
            return of(
                payments + "/" + id,
                payments + "/" + id + "/" + decision,
                Map.of("reason", "Checked"));
          });
    }
  }

  private void offRampForms(Map<String, Supplier<Sending>> forms) {
    String offRamps = ACCOUNT + "/off-ramps";
    forms.put(offRamps, () -> of(offRamps + "/new", offRamps, OFF_RAMP));
    for (String decision : List.of("approve", "reject")) {
      forms.put(
          offRamps + "/{id}/" + decision,
          () -> {
            String page = offRamps + "/" + offRampInReview();
            return of(page, page + "/" + decision, Map.of("reason", "Checked"));
          });
    }
  }

  /** A payment that was held for review. */
  private String inReview() {
    return held("/v1/payments", "{\"amount\": 100.03, \"currency\": \"USDC\"}");
  }

  private String offRampInReview() {
    return held(
        "/v1/off-ramps",
        """
        {"amount": 100.03, "source_currency": "USDC", "destination_currency": "EUR",
         "bank_account": {"account_holder_name": "Name", "bank_name": "Bank",
           "account_number": "DE89370400440532013000", "bank_country": "DE"}}
        """);
  }

  private String held(String path, String body) {
    ApiClient api = api();
    String id = api.post(path, body).json().path("id").asText();
    server
        .database()
        .use(handle ->
            handle.execute("UPDATE payment_due SET due_at = now() WHERE payment_id = ?", id));
    Await.until(
        "the payment is held",
        () -> api.get(path + "/" + id).json().path("status").asText().equals("compliance_review"));
    return id;
  }
}
