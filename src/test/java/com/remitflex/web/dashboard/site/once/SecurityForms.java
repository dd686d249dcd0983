package com.remitflex.web.dashboard.site.once;

import java.util.Map;
import java.util.function.Supplier;

/** The forms of a user's own security settings. */
final class SecurityForms extends AreaForms {
  SecurityForms(Visitor visitor) {
    super(visitor);
  }

  @Override
  void addTo(Map<String, Supplier<Sending>> forms) {
    forms.put(SECURITY + "/name", () -> of(SECURITY, SECURITY + "/name", Map.of("name", "Ada")));
    forms.put(
        SECURITY + "/password",
        () ->
            of(
                SECURITY,
                SECURITY + "/password",
                Map.of("old_password", owner.password(), "password", PASSWORD)));
    forms.put(SECURITY + "/authenticator", this::confirmation);
    forms.put(
        SECURITY + "/authenticator/remove",
        () -> afterSetUp(SECURITY + "/authenticator/remove", current(owner)));
    forms.put(
        SECURITY + "/recovery-codes",
        () -> afterSetUp(SECURITY + "/recovery-codes", current(owner)));
    forms.put(SECURITY + "/passkeys", this::newPasskey);
    forms.put(
        SECURITY + "/passkeys/{id}/remove",
        () -> PasskeyForms.remove(newPasskey(), at(SECURITY), current(owner)));
    forms.put(
        SECURITY + "/sessions/{id}/revoke",
        () -> {
          server.browser().signIn(owner);
          return revocation(server.browser().signIn(owner), at(SECURITY));
        });
    forms.put(
        SECURITY + "/sign-out-everywhere",
        () -> of(SECURITY, SECURITY + "/sign-out-everywhere", Map.of()));
  }

  private Sending afterSetUp(String path, Map<String, String> fields) {
    Sending confirmed = confirmation();
    confirmed.send();
    confirmed.browser().get(at(SECURITY));
    return new Sending(confirmed.browser(), at(path), fields);
  }

  private Sending newPasskey() {
    return PasskeyForms.add(server, server.browser().signIn(owner), at(SECURITY), current(owner));
  }

  private Sending confirmation() {
    return Confirmation.begin(server.browser().signIn(owner), at(SECURITY), current(owner)).form();
  }
}
