package com.remitflex;

import com.remitflex.core.audit.AuditWitnessLog;
import com.remitflex.features.accounts.AccountService;
import com.remitflex.features.compliance.AddressScreening;
import com.remitflex.features.corridors.changes.NoticeWorker;
import com.remitflex.features.corridors.rates.sources.LiveRates;
import com.remitflex.features.leaks.reports.LeakReports;
import com.remitflex.features.rails.pauses.Pauses;
import com.remitflex.features.recipients.saved.RecipientService;
import com.remitflex.features.treasury.books.TreasuryAddresses;

/** The features of the server, each started after those that it uses. */
record FeatureParts(
    KeyParts keys,
    DepositParts deposits,
    Pauses pauses,
    ChainParts chains,
    PaymentParts payments,
    AccountService accounts,
    RecipientService recipients,
    MemberParts members,
    LeakReports leaks,
    ActivityParts activity,
    WebhookParts webhooks) {

  static FeatureParts start(Node node) {
    KeyParts keys = KeyParts.start(node);
    AddressScreening blocked = DepositParts.blocked(node);
    DepositParts deposits = DepositParts.start(node, keys.engine(), keys.addressLog(), blocked);
    Pauses pauses = new Pauses(node.database(), node.audit());
    ChainParts chains = chains(node, keys, deposits, pauses);
    PaymentParts payments = payments(node, keys, deposits, chains, blocked, pauses);
    AccountService accounts = new AccountService(node.database(), keys.engine(), node.audit());
    RecipientService recipients =
        new RecipientService(node.database(), keys.engine(), node.audit(), payments.wallets());
    MemberParts members = MemberParts.start(node);
    node.started(new AuditWitnessLog(node.database()).start());
    LeakReports leaks =
        node.started(new LeakReports(node.database(), node.hasher(), keys.service()).start());
    ActivityParts activity = ActivityParts.start(node, keys);
    WebhookParts webhooks = WebhookParts.start(node, keys);
    node.started(new NoticeWorker(node.database(), keys.engine()).start());
    return new FeatureParts(
        keys,
        deposits,
        pauses,
        chains,
        payments,
        accounts,
        recipients,
        members,
        leaks,
        activity,
        webhooks);
  }

  /** The networks that the node follows, with the treasury on them. */
  private static ChainParts chains(Node node, KeyParts keys, DepositParts deposits, Pauses pauses) {
    ChainParts chains =
        ChainParts.start(
            node,
            pauses,
            keys.lease().nodeId(),
            ChainParts.treasuries(node.config())
                .and(new TreasuryAddresses(node.database()))
                .and(deposits.chain()),
            deposits.chain());
    if (!node.config().networks().isEmpty()) {
      node.started(deposits.countConfirmations(node.config()));
    }
    TreasuryParts.start(node, chains, deposits.addresses(), pauses);
    return chains;
  }

  private static PaymentParts payments(
      Node node,
      KeyParts keys,
      DepositParts deposits,
      ChainParts chains,
      AddressScreening blocked,
      Pauses pauses) {
    LiveRates rates =
        node.started(
            new LiveRates(node.config().rates(), node.clock()::now)
                .measuredBy(node.meters())
                .start());
    return PaymentParts.start(
        node,
        keys.engine(),
        rates,
        chains.rails(),
        deposits.addresses().forbidden().or(chains.forbidden()),
        blocked,
        pauses);
  }
}
