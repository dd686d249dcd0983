package com.remitflex.web.dashboard.site.once;

import java.util.Map;
import java.util.function.Supplier;

/** The forms of balances: simulated money, conversions and deposits. */
final class BalanceForms extends AreaForms {
  BalanceForms(Visitor visitor) {
    super(visitor);
  }

  @Override
  void addTo(Map<String, Supplier<Sending>> forms) {
    forms.put(
        ACCOUNT + "/sandbox/fund",
        () ->
            of(
                ACCOUNT + "/sandbox",
                ACCOUNT + "/sandbox/fund",
                Map.of("amount", "5", "currency", "USDC")));
    String convert = ACCOUNT + "/convert";
    forms.put(
        convert + "/quotes/{id}",
        () -> {
          String quote = convert + "/quotes/" + quote();
          return of(quote, quote, Map.of());
        });
    depositForms(forms);
  }

  private String quote() {
    return api()
        .post(
            "/v1/conversions/quote",
            "{\"from_currency\": \"USDC\", \"to_currency\": \"EUR\", \"amount\": 5}")
        .json()
        .path("quote_id")
        .asText();
  }

  private void depositForms(Map<String, Supplier<Sending>> forms) {
    String deposit = ACCOUNT + "/balances/deposit";
    forms.put(deposit, () -> of(deposit, deposit, Map.of("network", "base")));
    forms.put(
        deposit + "/simulate",
        () ->
            of(
                deposit,
                deposit + "/simulate",
                Map.of("network", "base", "amount", "5", "currency", "USDC")));
    forms.put(
        ACCOUNT + "/balances/deposits/{id}/release",
        () -> {
          String id = heldDeposit();
          String page = ACCOUNT + "/balances/deposits/" + id;
          return of(page, page + "/release", Map.of());
        });
  }
}
