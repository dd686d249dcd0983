package com.remitflex;

import com.remitflex.features.corridors.changes.CorridorManagement;
import com.remitflex.features.exchange.positions.FxPositions;
import com.remitflex.features.members.People;
import com.remitflex.features.payments.reviews.ReviewQueue;
import com.remitflex.features.rails.evm.fees.NetworkFees;
import com.remitflex.features.rails.evm.payouts.PayoutService;
import com.remitflex.features.treasury.DatabaseCheck;
import com.remitflex.features.treasury.HealthBoard;
import com.remitflex.features.treasury.NodesCheck;
import com.remitflex.features.treasury.PayoutsCheck;
import com.remitflex.features.treasury.RailOverview;
import com.remitflex.features.treasury.RailsCheck;
import com.remitflex.features.treasury.ReconciliationCheck;
import com.remitflex.features.treasury.SignerHealthCheck;
import com.remitflex.features.treasury.WorkersCheck;
import com.remitflex.features.treasury.alarms.Alarms;
import com.remitflex.features.treasury.proof.Reconciliation;
import com.remitflex.web.dashboard.settings.SecurityPages;
import com.remitflex.web.dashboard.signin.SignInPages;
import com.remitflex.web.dashboard.site.DashboardSite;
import com.remitflex.web.dashboard.site.Pages;
import com.remitflex.web.operator.CorridorPages;
import com.remitflex.web.operator.EnrolPages;
import com.remitflex.web.operator.HealthPages;
import com.remitflex.web.operator.HeldDepositPages;
import com.remitflex.web.operator.NetworkFeePages;
import com.remitflex.web.operator.OperatorNames;
import com.remitflex.web.operator.OperatorPages;
import com.remitflex.web.operator.PayoutPages;
import com.remitflex.web.operator.RailPages;
import com.remitflex.web.operator.RatePages;
import com.remitflex.web.operator.ReviewPages;
import com.remitflex.web.operator.ReviewRulePages;
import java.util.ArrayList;
import java.util.List;

/** The operator console: its pages, on the site of the Dashboard. */
record ConsoleParts(Node node, FeatureParts features) {

  void addTo(DashboardSite site) {
    addSignIn(site);
    PaymentParts payments = features.payments();
    Pages pages = site.pages();
    OperatorNames names = new OperatorNames(features.members().people().operators());
    RailOverview rails =
        new RailOverview(features.pauses(), payments.service(), features.chains().followers());
    new HealthPages(board(rails)).addTo(pages);
    new RailPages(rails, features.pauses(), names).addTo(pages);
    NetworkFees fees = new NetworkFees(node.database());
    new PayoutPages(payments.service(), payouts(), fees).addTo(pages);
    new NetworkFeePages(fees).addTo(pages);
    new CorridorPages(new CorridorManagement(node.database(), node.audit())).addTo(pages);
    new RatePages(payments.rates(), new FxPositions(node.database()), node.clock()).addTo(pages);
    new HeldDepositPages(features.deposits().service(), features.deposits().unknown()).addTo(pages);
    new ReviewPages(new ReviewQueue(node.database()), payments.service(), names).addTo(pages);
    new ReviewRulePages(payments.reviewRules()).addTo(pages);
    new OperatorPages(
            features.members().people().operators(), features.activity().auditLog(), names)
        .addTo(pages);
  }

  private void addSignIn(DashboardSite site) {
    People people = features.members().people();
    SignInPages signIn = SignInPages.ofConsole(people, site.cookies());
    signIn.addTo(site.pages());
    new EnrolPages(people.operatorEnrolment(), signIn).addTo(site.pages());
    SecurityPages.ofConsole(people).addTo(site.pages());
  }

  private HealthBoard board(RailOverview rails) {
    ChainParts chains = features.chains();
    WorkersCheck workers =
        new WorkersCheck(features.payments().service(), features.deposits().service());
    List<HealthBoard.Part> parts = new ArrayList<>();
    parts.add(new HealthBoard.Part("Database", new DatabaseCheck(node.database())));
    parts.add(new HealthBoard.Part("Rails", new RailsCheck(rails)));
    parts.add(new HealthBoard.Part("Payment workers", workers));
    parts.add(new HealthBoard.Part("Revocations", new NodesCheck(features.keys().lease())));
    if (!chains.followers().isEmpty()) {
      parts.add(new HealthBoard.Part("Payouts", new PayoutsCheck(payouts(), chains.relays())));
      parts.add(new HealthBoard.Part("Reconciliation", node.started(reconciliation())));
    }
    if (!chains.followers().isEmpty() || node.config().signer().isPresent()) {
      parts.add(new HealthBoard.Part("Signer", new SignerHealthCheck(chains.signer()::health)));
    }
    return new HealthBoard(parts);
  }

  private ReconciliationCheck reconciliation() {
    return new ReconciliationCheck(
            node.database(),
            new Reconciliation(TreasuryParts.known()),
            new Alarms(node.database(), node.audit(), features.pauses()))
        .start();
  }

  private PayoutService payouts() {
    return new PayoutService(
        node.database(), features.chains().relays(), node.audit(), features.pauses());
  }
}
