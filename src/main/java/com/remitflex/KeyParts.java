package com.remitflex;

import com.remitflex.core.engine.Engine;
import com.remitflex.core.engine.metrics.EngineMetrics;
import com.remitflex.features.accounts.deposits.addresses.AddressLog;
import com.remitflex.features.accounts.deposits.addresses.AddressReplay;
import com.remitflex.features.activity.usage.ScopeUse;
import com.remitflex.features.apikeys.KeyGuard;
import com.remitflex.features.apikeys.KeyStore;
import com.remitflex.features.apikeys.authentication.KeyAuthenticator;
import com.remitflex.features.apikeys.authentication.KeyCache;
import com.remitflex.features.apikeys.authentication.KeyUses;
import com.remitflex.features.apikeys.authentication.LeaseMetrics;
import com.remitflex.features.apikeys.authentication.NodeLease;
import com.remitflex.features.apikeys.journal.JournalReplay;
import com.remitflex.features.apikeys.journal.RevocationJournal;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService;
import com.remitflex.features.apikeys.lifecycle.CurrentKeys;
import com.remitflex.features.members.people.Sessions;
import com.remitflex.features.rails.pauses.Pauses;
import com.remitflex.features.webhooks.sending.EventHints;

/** The API keys of this node, with the engine, whose commands they guard. */
record KeyParts(
    NodeLease lease,
    Engine engine,
    ApiKeyService service,
    CurrentKeys currentKeys,
    KeyAuthenticator authenticator,
    EventHints events,
    AddressLog addressLog) {

  static KeyParts start(Node node) {
    KeyUses uses = node.started(new KeyUses(node.database()).start());
    NodeLease lease = lease(node, uses);
    AddressLog addressLog =
        new AddressLog(node.database(), node.hasher(), node.config().journalDirectory());
    RevocationJournal journal = journal(node, addressLog);
    EventHints events = new EventHints();
    Engine engine = engine(node, events);
    ApiKeyService service =
        new ApiKeyService(
            node.database(),
            engine,
            node.hasher(),
            node.audit(),
            ScopeUse::leastPrivilege,
            node.config().publicUrl(),
            journal::write);
    CurrentKeys currentKeys = new CurrentKeys(lease, uses, node.clock());
    KeyAuthenticator authenticator =
        new KeyAuthenticator(
            node.hasher(),
            new KeyCache(node.database(), new KeyStore(node.hasher()), lease)
                .measuredBy(node.meters()),
            uses,
            node.clock(),
            node.config().hosts(),
            (key, generation) -> {
              service.recordFirstUse(key, generation).orElseThrow();
              currentKeys.drop(key.id());
            });
    return new KeyParts(lease, engine, service, currentKeys, authenticator, events, addressLog);
  }

  /** Starts the journal and the address log. If the database was restored, both are replayed. */
  private static RevocationJournal journal(Node node, AddressLog addressLog) {
    RevocationJournal journal =
        new RevocationJournal(node.database(), node.hasher(), node.config().journalDirectory());
    AddressReplay addresses = new AddressReplay(addressLog);
    boolean keysWereOlder = new JournalReplay(journal, node.hasher(), node.audit()).atStart();
    boolean addressesWereMissing = addresses.atStart();
    if (keysWereOlder && !addressesWereMissing) {
      addresses.afterRestore();
    }
    if (keysWereOlder || addressesWereMissing) {
      Sessions.endAll(node.database());
      Pauses.afterRestore(node.database(), node.audit());
    }
    node.started(addressLog.start());
    return node.started(journal.start());
  }

  private static NodeLease lease(Node node, KeyUses uses) {
    LeaseMetrics metrics = new LeaseMetrics(node.meters());
    NodeLease lease = new NodeLease(node.database(), node.clock(), uses, node.hasher(), metrics);
    metrics.watch(lease);
    return node.started(lease.start());
  }

  private static Engine engine(Node node, EventHints events) {
    EngineMetrics metrics = new EngineMetrics(node.meters());
    Engine engine =
        new Engine(node.database(), new KeyGuard(node.hasher()), metrics.andEvents(events::note));
    metrics.watch(engine);
    return node.started(engine.start());
  }
}
