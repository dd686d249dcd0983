package com.remitflex;

import com.remitflex.features.accounts.tiers.TierStatus;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService;
import com.remitflex.features.corridors.CorridorService;
import com.remitflex.features.members.People;
import com.remitflex.features.members.forms.FormSubmissions;
import com.remitflex.features.recipients.saved.RecipientService;
import com.remitflex.features.statements.BalanceService;
import com.remitflex.features.statements.months.StatementService;
import com.remitflex.features.statements.transactions.MovementService;
import com.remitflex.features.webhooks.endpoints.EndpointCipher;
import com.remitflex.platform.http.api.Routes;
import com.remitflex.web.dashboard.activity.AlertLists;
import com.remitflex.web.dashboard.activity.AlertPages;
import com.remitflex.web.dashboard.activity.LogPages;
import com.remitflex.web.dashboard.balances.BalancePages;
import com.remitflex.web.dashboard.balances.StatementPages;
import com.remitflex.web.dashboard.deposits.DepositPages;
import com.remitflex.web.dashboard.exchange.ConvertPages;
import com.remitflex.web.dashboard.home.AccountPages;
import com.remitflex.web.dashboard.home.HomePages;
import com.remitflex.web.dashboard.keys.KeyPages;
import com.remitflex.web.dashboard.keys.SimulationPage;
import com.remitflex.web.dashboard.payments.FormQuotes;
import com.remitflex.web.dashboard.payments.OffRampPages;
import com.remitflex.web.dashboard.payments.PaymentDetails;
import com.remitflex.web.dashboard.payments.PaymentPages;
import com.remitflex.web.dashboard.recipients.RecipientPages;
import com.remitflex.web.dashboard.settings.SecurityPages;
import com.remitflex.web.dashboard.settings.SettingsPages;
import com.remitflex.web.dashboard.settings.TeamPages;
import com.remitflex.web.dashboard.signin.ConfirmationPages;
import com.remitflex.web.dashboard.signin.LinkPages;
import com.remitflex.web.dashboard.signin.SignInPages;
import com.remitflex.web.dashboard.site.ComponentPage;
import com.remitflex.web.dashboard.site.DashboardSite;
import com.remitflex.web.dashboard.site.Pages;
import com.remitflex.web.dashboard.webhooks.DeliveryPages;
import com.remitflex.web.dashboard.webhooks.EventPages;
import com.remitflex.web.dashboard.webhooks.InboxPages;
import com.remitflex.web.dashboard.webhooks.WebhookPages;

/** The Dashboard: its site, and the pages on it. */
record DashboardParts(Node node, FeatureParts features, Routes routes) {

  DashboardSite start() {
    DashboardSite site =
        new DashboardSite(
            people(),
            new FormSubmissions(node.database()),
            node.hasher().deriveAll("dashboard forms v1").getFirst(),
            publicUrl());
    Pages pages = site.pages();
    addKeyPages(pages);
    addPaymentPages(pages);
    addHomePage(pages);
    addBalancePages(pages);
    addWebhookPages(pages);
    addSettingsPages(pages);
    addUserPages(site);
    if (node.config().development()) {
      ComponentPage.addTo(pages);
    }
    return site;
  }

  private void addKeyPages(Pages pages) {
    ActivityParts activity = features.activity();
    ApiKeyService keys = features.keys().service();
    new AlertPages(activity.alerts(), alertLists(), keys).addTo(pages);
    new KeyPages(
            keys, activity.usage(), node.clock(), activity.history(), alertLists(), publicUrl())
        .addTo(pages);
    new SimulationPage(keys, features.keys().authenticator(), routes).addTo(pages);
    new LogPages(activity.history(), keys, routes).addTo(pages);
  }

  private void addPaymentPages(Pages pages) {
    PaymentParts payments = features.payments();
    RecipientService recipients = features.recipients();
    PaymentDetails details =
        new PaymentDetails(
            payments.service(),
            features.activity().history(),
            people(),
            features.webhooks().deliveries());
    FormQuotes quotes = new FormQuotes(payments.exchanges().quotes());
    new PaymentPages(
            payments.creation(),
            payments.service(),
            recipients,
            new CorridorService(node.database()),
            quotes,
            details,
            publicUrl())
        .addTo(pages);
    new OffRampPages(payments.creation(), payments.service(), quotes, details, publicUrl())
        .addTo(pages);
    new RecipientPages(recipients, features.accounts(), publicUrl()).addTo(pages);
    new ConvertPages(payments.exchanges(), payments.rates(), node.clock()).addTo(pages);
  }

  private void addHomePage(Pages pages) {
    new HomePages(
            node.clock(),
            features.keys().service(),
            new BalanceService(node.database()),
            features.payments().service(),
            features.deposits().service(),
            features.activity().history(),
            alertLists(),
            people(),
            features.webhooks().events(),
            features.webhooks().service(),
            publicUrl())
        .addTo(pages);
  }

  private void addBalancePages(Pages pages) {
    DepositParts deposits = features.deposits();
    MovementService movements = new MovementService(node.database());
    new BalancePages(
            new BalanceService(node.database()), movements, features.keys().service(), people())
        .addTo(pages);
    new StatementPages(new StatementService(node.database(), node.clock()), movements).addTo(pages);
    new DepositPages(
            deposits.service(),
            deposits.addresses(),
            deposits.sandbox(),
            deposits.unknown(),
            publicUrl())
        .addTo(pages);
  }

  private void addWebhookPages(Pages pages) {
    WebhookParts webhooks = features.webhooks();
    new WebhookPages(
            webhooks.service(),
            webhooks.deliveries(),
            new EndpointCipher(node.hasher()),
            node.clock(),
            publicUrl())
        .addTo(pages);
    new DeliveryPages(webhooks.service(), webhooks.deliveries(), webhooks.replays()).addTo(pages);
    new EventPages(webhooks.events(), webhooks.deliveries(), publicUrl()).addTo(pages);
    new InboxPages(webhooks.inbox()).addTo(pages);
  }

  private void addSettingsPages(Pages pages) {
    new SettingsPages(
            features.accounts(),
            features.payments().sandbox(),
            features.activity().auditLog(),
            account -> TierStatus.of(node.database(), account))
        .addTo(pages);
  }

  private void addUserPages(DashboardSite site) {
    SignInPages signIn = SignInPages.ofDashboard(people(), site.cookies());
    signIn.addTo(site.pages());
    new LinkPages(people(), signIn).addTo(site.pages());
    new ConfirmationPages(people()).addTo(site.pages());
    SecurityPages.ofDashboard(people()).addTo(site.pages());
    new TeamPages(people()).addTo(site.pages());
    new AccountPages().addTo(site.pages());
  }

  private People people() {
    return features.members().people();
  }

  private AlertLists alertLists() {
    return new AlertLists(features.activity().alerts(), features.keys().service());
  }

  private String publicUrl() {
    return node.config().publicUrl();
  }
}
