package com.remitflex.web.dashboard.site.once;

import com.remitflex.testing.Authenticator;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.TestOperator;
import java.util.Map;
import java.util.function.Supplier;

/** The forms with which operators sign in, and of their own security settings. */
final class OperatorSignInForms extends AreaForms {
  OperatorSignInForms(Visitor visitor) {
    super(visitor);
  }

  @Override
  void addTo(Map<String, Supplier<Sending>> forms) {
    forms.put(
        CONSOLE + "enrol/{token}",
        () -> {
          String link = TestOperator.invited(server, "enrols" + owner.email());
          PageClient browser = server.browser();
          Authenticator theirs = TestOperator.app(browser.get(link));
          return new Sending(browser, link, TestOperator.fields(theirs));
        });
    forms.put(
        CONSOLE + "sign-in/code",
        () -> {
          TestOperator operator = TestOperator.enrolled(server).operator();
          PageClient half = operator.half(server);
          half.get(CONSOLE + "sign-in/code");
          return new Sending(
              half, CONSOLE + "sign-in/code", Map.of("code", operator.recovery().getFirst()));
        });
    forms.put(CONSOLE + "sign-out", () -> ofOperator("rails", "sign-out", Map.of()));
    operatorSecurityForms(forms);
  }

  private void operatorSecurityForms(Map<String, Supplier<Sending>> forms) {
    String page = OPERATOR_SECURITY;
    Map<String, String> current = Map.of("current", TestOperator.PASSWORD);
    forms.put(
        page + "/password",
        () ->
            ofOperator(
                "security",
                "security/password",
                Map.of("old_password", TestOperator.PASSWORD, "password", PASSWORD)));
    forms.put(
        page + "/authenticator",
        () -> Confirmation.begin(TestOperator.enrolled(server).browser(), page, current).form());
    forms.put(
        page + "/recovery-codes", () -> ofOperator("security", "security/recovery-codes", current));
    forms.put(
        page + "/passkeys",
        () -> PasskeyForms.add(server, TestOperator.enrolled(server).browser(), page, current));
    forms.put(
        page + "/passkeys/{id}/remove",
        () ->
            PasskeyForms.remove(
                PasskeyForms.add(server, TestOperator.enrolled(server).browser(), page, current),
                page,
                current));
    forms.put(
        page + "/sessions/{id}/revoke",
        () -> {
          TestOperator.SignedIn operator = TestOperator.enrolled(server);
          operator.operator().signIn(server, 0);
          return revocation(operator.browser(), page);
        });
    forms.put(
        page + "/sign-out-everywhere",
        () -> ofOperator("security", "security/sign-out-everywhere", Map.of()));
  }
}
