package com.remitflex.web.dashboard.site.once;

import java.util.Map;
import java.util.function.Supplier;

/** The forms of the settings of an account. */
final class AccountForms extends AreaForms {
  AccountForms(Visitor visitor) {
    super(visitor);
  }

  @Override
  void addTo(Map<String, Supplier<Sending>> forms) {
    String settings = ACCOUNT + "/settings/account";
    forms.put(settings, () -> of(settings, settings, Map.of("name", "Another name")));
    forms.put(settings + "/recipient", () -> of(settings, settings + "/recipient", Map.of()));
    forms.put(
        settings + "/alerts",
        () -> of(settings, settings + "/alerts", Map.of("silence_days", "7")));
  }
}
