package com.remitflex.features.apikeys.lifecycle;

import com.remitflex.core.accounts.HeadStore;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.engine.rows.Repository;
import com.remitflex.core.engine.rows.RowInserter;
import com.remitflex.core.engine.rows.RowReader;
import com.remitflex.core.engine.rows.RowSaver;
import com.remitflex.core.events.EventStore;
import com.remitflex.core.ledger.TestMoney;
import com.remitflex.features.accounts.Account;
import com.remitflex.features.accounts.AccountStore;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.GracePeriods;
import com.remitflex.features.apikeys.KeyName;
import com.remitflex.features.apikeys.KeyStore;
import com.remitflex.features.apikeys.RetiredSecretStore;
import com.remitflex.features.apikeys.UnusedSecretStore;
import com.remitflex.features.apikeys.UnusedSecrets;
import com.remitflex.features.apikeys.authentication.RevocationStore;
import com.remitflex.features.recipients.saved.SavedRecipientStore;
import com.remitflex.platform.database.Writes;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The rows that key commands read and change. */
final class KeyRepositories {
  final RowSaver<String, ApiKey> keys;
  final RowSaver<String, GracePeriods> gracePeriods;
  final Repository<KeyName, String> names;
  final Repository<String, UnusedSecrets> unusedSecrets;
  final AuditTrail audit;

  /** Entries in the revocation log, by the ID of the key. */
  final RowInserter<String, String> revocationLog = new RevocationLog();

  final RowReader<String, Account> accounts =
      new RowReader<>() {
        @Override
        public Map<String, Account> load(Handle handle, Collection<String> ids) {
          Map<String, Account> found = new HashMap<>();
          ids.forEach(id -> AccountStore.find(handle, id).ifPresent(one -> found.put(id, one)));
          return found;
        }
      };

  /** The contact address of each account, for mails. */
  final RowReader<String, String> contactAddresses =
      new RowReader<>() {
        @Override
        public Map<String, String> load(Handle handle, Collection<String> ids) {
          return AccountStore.addresses(handle, ids);
        }
      };

  /** The secrets that a form may show again for some minutes. */
  final Repository<String, ShownSecret> shownSecrets = ShownSecretStore.ROWS;

  /** The decoy accounts that canary keys see: written once, together with the key. */
  final RowInserter<String, Decoy> decoys;

  /** Base of the links in mails. */
  final String publicUrl;

  private final KeyStore store;

  KeyRepositories(KeyStore store, AuditTrail audit, String publicUrl) {
    this.publicUrl = publicUrl;
    this.store = store;
    this.audit = audit;
    this.keys = new KeyRows(store);
    this.names = new NameRows(store);
    this.unusedSecrets = new UnusedSecretRows(new UnusedSecretStore(store.hasher()));
    this.decoys = new DecoyRows(audit);
    this.gracePeriods = new GracePeriodRepository(new RetiredSecretStore(store.hasher()));
  }

  /** HMAC of a secret under the pepper. */
  byte[] hash(String secret) {
    return store.hasher().hash(secret);
  }

  private record DecoyRows(AuditTrail audit) implements RowInserter<String, Decoy> {
    @Override
    public Map<String, Decoy> load(Handle handle, Collection<String> ids) {
      return Map.of();
    }

    @Override
    public void insert(Writes writes, List<Decoy> rows) {
      AccountStore.insertDecoys(writes, rows.stream().map(Decoy::account).toList());
      SavedRecipientStore.insertDefaults(
          writes, rows.stream().flatMap(row -> row.recipient().stream()).toList());
      rows.forEach(row -> {
        if (row.isInSandbox()) {
          TestMoney.write(writes, List.of(row.head()), row.model().createdAt());
        }
        audit.begin(writes, row.id(), row.auditLog());
      });
      EventStore.write(writes, rows.stream().map(Decoy::created).toList());
      HeadStore.write(writes, rows.stream().map(Decoy::headAfterCreation).toList());
    }
  }

  private record KeyRows(KeyStore store) implements RowSaver<String, ApiKey> {
    @Override
    public Map<String, ApiKey> load(Handle handle, Collection<String> ids) {
      Map<String, ApiKey> found = new HashMap<>();
      store.byIds(handle, ids).forEach(key -> found.put(key.id(), key));
      return found;
    }

    @Override
    public void insert(Writes writes, List<ApiKey> rows) {
      store.insert(writes, rows);
    }

    @Override
    public void update(Writes writes, List<ApiKey> before, List<ApiKey> after) {
      store.update(writes, after);
    }
  }

  /** The ID of the key that has a name; the name is a column of the key's own row. */
  private record NameRows(KeyStore store) implements Repository<KeyName, String> {
    @Override
    public Map<KeyName, String> load(Handle handle, Collection<KeyName> names) {
      return store.named(handle, names);
    }

    @Override
    public void insert(Writes writes, List<String> rows) {}

    @Override
    public void update(Writes writes, List<String> before, List<String> after) {}

    @Override
    public void delete(Writes writes, List<String> rows) {}
  }

  private record UnusedSecretRows(UnusedSecretStore store)
      implements Repository<String, UnusedSecrets> {
    @Override
    public Map<String, UnusedSecrets> load(Handle handle, Collection<String> keyIds) {
      return store.load(handle, keyIds);
    }

    @Override
    public void insert(Writes writes, List<UnusedSecrets> rows) {
      store.upsert(writes, rows);
    }

    @Override
    public void update(Writes writes, List<UnusedSecrets> before, List<UnusedSecrets> after) {
      store.upsert(writes, after);
    }

    @Override
    public void delete(Writes writes, List<UnusedSecrets> rows) {
      store.delete(writes, rows);
    }
  }

  /** Commands append entries and never read them. */
  private static final class RevocationLog implements RowInserter<String, String> {
    @Override
    public Map<String, String> load(Handle handle, Collection<String> keyIds) {
      return Map.of();
    }

    @Override
    public void insert(Writes writes, List<String> keyIds) {
      RevocationStore.append(writes, keyIds);
    }
  }
}
