package com.remitflex.web.dashboard.site.once;

import com.remitflex.testing.MailBox;
import com.remitflex.testing.TestPerson;
import com.remitflex.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** A user with an account of its own, and all forms that this user and an operator submit. */
public record Visitor(TestServer server, MailBox mails, String account, TestPerson owner) {

  /** A new user of this server. */
  public static Visitor of(TestServer server, MailBox mails) {
    String account = server.newAccount();
    return new Visitor(server, mails, account, server.newPerson(account, "owner"));
  }

  /** One form of each row of the page table that may act once, by the row's template. */
  public Map<String, Supplier<Sending>> forms() {
    List<AreaForms> areas =
        List.of(
            new PaymentForms(this),
            new BalanceForms(this),
            new RecipientForms(this),
            new AccountForms(this),
            new KeyForms(this),
            new WebhookForms(this),
            new TeamForms(this),
            new SecurityForms(this),
            new SignInForms(this),
            new OperatorSignInForms(this),
            new ConsoleForms(this));
    Map<String, Supplier<Sending>> forms = new TreeMap<>();
    areas.forEach(area -> area.addTo(forms));
    return forms;
  }
}
