package com.remitflex.features.apikeys.lifecycle;

import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.engine.rows.Repository;
import com.remitflex.core.engine.rows.RowInserter;
import com.remitflex.core.engine.rows.RowReader;
import com.remitflex.core.engine.rows.RowSaver;
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
import com.remitflex.features.recipients.RecipientStore;
import com.remitflex.platform.database.Writes;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The rows that the commands of keys read and change. */
final class KeyRepositories {
  final RowSaver<String, ApiKey> keys;
  final RowSaver<String, GracePeriods> graces;
  final Repository<KeyName, String> names;
  final Repository<String, UnusedSecrets> unused;
  final AuditTrail audit;

  /** An entry of a key in the log of what lowers keys. */
  final RowInserter<String, String> lowerings = new Lowerings();

  final RowReader<String, Account> accounts =
      new RowReader<>() {
        @Override
        public Map<String, Account> load(Handle handle, Collection<String> ids) {
          Map<String, Account> found = new HashMap<>();
          ids.forEach(id -> AccountStore.find(handle, id).ifPresent(one -> found.put(id, one)));
          return found;
        }
      };

  /** Where the platform writes to about an account. */
  final RowReader<String, String> addresses =
      new RowReader<>() {
        @Override
        public Map<String, String> load(Handle handle, Collection<String> ids) {
          return AccountStore.addresses(handle, ids);
        }
      };

  /** The secrets that a form may show again for some minutes. */
  final Repository<String, ShownSecret> shown = ShownSecretStore.BOOK;

  /** The accounts that canaries see: written with the key, and never again. */
  final RowInserter<String, Decoy> decoys;

  /** Base of every link. */
  final String publicUrl;

  private final KeyStore store;

  KeyRepositories(KeyStore store, AuditTrail audit, String publicUrl) {
    this.publicUrl = publicUrl;
    this.store = store;
    this.audit = audit;
    this.keys = new Keys(store);
    this.names = new Names(store);
    this.unused = new Unused(new UnusedSecretStore(store.hasher()));
    this.decoys = new Decoys(audit);
    this.graces = new GracePeriodRepository(new RetiredSecretStore(store.hasher()));
  }

  /** HMAC of a secret under the pepper. */
  byte[] hash(String secret) {
    return store.hasher().hash(secret);
  }

  private record Decoys(AuditTrail audit) implements RowInserter<String, Decoy> {
    @Override
    public Map<String, Decoy> load(Handle handle, Collection<String> ids) {
      return Map.of();
    }

    @Override
    public void insert(Writes writes, List<Decoy> rows) {
      AccountStore.insertDecoys(writes, rows.stream().map(Decoy::account).toList());
      RecipientStore.insertDefaults(
          writes, rows.stream().flatMap(row -> row.recipient().stream()).toList());
      rows.forEach(row -> {
        if (row.isInSandbox()) {
          TestMoney.write(writes, List.of(row.head()), row.model().createdAt());
        }
        audit.begin(writes, row.id(), row.past());
      });
    }
  }

  private record Keys(KeyStore store) implements RowSaver<String, ApiKey> {
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

  /** Which names are taken, by the id of the key; the rows are the keys' own. */
  private record Names(KeyStore store) implements Repository<KeyName, String> {
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

  private record Unused(UnusedSecretStore store) implements Repository<String, UnusedSecrets> {
    @Override
    public Map<String, UnusedSecrets> load(Handle handle, Collection<String> keyIds) {
      return store.load(handle, keyIds);
    }

    @Override
    public void insert(Writes writes, List<UnusedSecrets> rows) {
      store.write(writes, rows);
    }

    @Override
    public void update(Writes writes, List<UnusedSecrets> before, List<UnusedSecrets> after) {
      store.write(writes, after);
    }

    @Override
    public void delete(Writes writes, List<UnusedSecrets> rows) {
      store.delete(writes, rows);
    }
  }

  /** Entries are added and never read by a command. */
  private static final class Lowerings implements RowInserter<String, String> {
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
