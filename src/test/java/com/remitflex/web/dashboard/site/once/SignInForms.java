package com.remitflex.web.dashboard.site.once;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.members.TestPeople;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.TestPerson;
import java.util.Map;
import java.util.function.Supplier;

/** The forms of signing in and out, of links in mails, and of choosing an account. */
final class SignInForms extends AreaForms {
  SignInForms(Visitor visitor) {
    super(visitor);
  }

  @Override
  void addTo(Map<String, Supplier<Sending>> forms) {
    forms.put(
        ROOT + "sign-in/code",
        () -> {
          Confirmation confirmed =
              Confirmation.begin(server.browser().signIn(owner), at(SECURITY), current(owner));
          confirmed.form().send();
          PageClient half = server.browser();
          assertThat(half.trySignIn(owner.email(), owner.password()).status()).isEqualTo(303);
          half.get(ROOT + "sign-in/code");
          return new Sending(half, ROOT + "sign-in/code", Map.of("code", confirmed.app().code(1)));
        });
    forms.put(ROOT + "sign-out", () -> of(SECURITY, ROOT + "sign-out", Map.of()));
    forms.put(
        ROOT + "account",
        () -> {
          String second = server.newAccount();
          server.database().use(handle -> TestPeople.join(handle, second, owner.id(), "owner"));
          PageClient browser = server.browser().signIn(owner);
          browser.get(ROOT + account + "/sandbox");
          return new Sending(browser, ROOT + "account", Map.of("account", second));
        });
    forms.put(ROOT + "confirm-address", () -> unconfirmed("confirm-address", "confirm-address"));
    forms.put(
        ROOT + "confirm-address/sign-out",
        () -> unconfirmed("confirm-address", "confirm-address/sign-out"));
    forms.put(
        ROOT + "confirmation/{token}",
        () -> {
          Sending again = unconfirmed("confirm-address", "confirm-address");
          again.send();
          String link = mails.link(owner.email(), 1);
          again.browser().get(link);
          return new Sending(again.browser(), link, Map.of());
        });
    forms.put(
        ROOT + "forgot",
        () -> {
          PageClient browser = server.browser();
          browser.get(ROOT + "forgot");
          return new Sending(browser, ROOT + "forgot", Map.of("email", owner.email()));
        });
    forms.put(
        ROOT + "reset/{token}",
        () -> {
          PageClient browser = server.browser();
          browser.get(ROOT + "forgot");
          browser.post(ROOT + "forgot", Map.of("email", owner.email()));
          String link = mails.link(owner.email(), 1);
          browser.get(link);
          return new Sending(browser, link, Map.of("password", PASSWORD));
        });
    forms.put(
        ROOT + "invitation/{token}",
        () -> {
          String link = invite("joins" + owner.email());
          PageClient guest = server.browser();
          guest.get(link);
          return new Sending(guest, link, Map.of("name", "Vera", "password", PASSWORD));
        });
    forms.put(
        ROOT + "invitation/{token}/join",
        () -> {
          TestPerson other = server.newPerson(server.newAccount(), "owner");
          String link = invite(other.email());
          PageClient guest = server.browser().signIn(other);
          guest.get(link);
          return new Sending(guest, link + "/join", Map.of());
        });
  }

  /** A form for the owner, who has not confirmed the address. */
  private Sending unconfirmed(String page, String path) {
    PageClient browser = server.browser().signIn(owner);
    server.database().use(handle -> TestPeople.unconfirm(handle, owner.id()));
    browser.get(ROOT + page);
    return new Sending(browser, ROOT + path, Map.of());
  }
}
