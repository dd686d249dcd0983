package com.remitflex.keyring;

import com.remitflex.accounts.Account;
import com.remitflex.accounts.AccountStore;
import com.remitflex.audit.AuditTrail;
import com.remitflex.database.Writes;
import com.remitflex.engine.Book;
import com.remitflex.engine.ReadBook;
import com.remitflex.keys.ApiKey;
import com.remitflex.keys.Graces;
import com.remitflex.keys.KeyName;
import com.remitflex.keys.KeyStore;
import com.remitflex.keys.RetiredSecretStore;
import com.remitflex.keys.RevocationStore;
import com.remitflex.keys.UnusedSecretStore;
import com.remitflex.keys.UnusedSecrets;
import com.remitflex.ledger.TestMoney;
import com.remitflex.recipients.RecipientStore;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The rows that the commands of keys read and change. */
final class KeyBooks {
  final Book<String, ApiKey> keys;
  final Book<String, Graces> graces;
  final Book<KeyName, String> names;
  final Book<String, UnusedSecrets> unused;
  final AuditTrail audit;

  /** An entry of a key in the log of what lowers keys. */
  final Book<String, String> lowerings = new Lowerings();

  final ReadBook<String, Account> accounts =
      new ReadBook<>() {
        @Override
        public Map<String, Account> load(Handle handle, Collection<String> ids) {
          Map<String, Account> found = new HashMap<>();
          ids.forEach(id -> AccountStore.find(handle, id).ifPresent(one -> found.put(id, one)));
          return found;
        }
      };

  /** Where the platform writes to about an account. */
  final ReadBook<String, String> addresses =
      new ReadBook<>() {
        @Override
        public Map<String, String> load(Handle handle, Collection<String> ids) {
          return AccountStore.addresses(handle, ids);
        }
      };

  /** The secrets that a form may show again for some minutes. */
  final Book<String, ShownSecret> shown = ShownSecretStore.BOOK;

  /** The accounts that canaries see: written with the key, and never again. */
  final Book<String, Decoy> decoys;

  /** Base of every link. */
  final String publicUrl;

  private final KeyStore store;

  KeyBooks(KeyStore store, AuditTrail audit, String publicUrl) {
    this.publicUrl = publicUrl;
    this.store = store;
    this.audit = audit;
    this.keys = new Keys(store);
    this.names = new Names(store);
    this.unused = new Unused(new UnusedSecretStore(store.hasher()));
    this.decoys = new Decoys(audit);
    this.graces = new GraceBook(new RetiredSecretStore(store.hasher()));
  }

  /** HMAC of a secret under the pepper. */
  byte[] hash(String secret) {
    return store.hasher().hash(secret);
  }

  private record Decoys(AuditTrail audit) implements Book<String, Decoy> {
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

    @Override
    public void update(Writes writes, List<Decoy> before, List<Decoy> after) {
      throw new IllegalStateException("nothing happens in a decoy");
    }

    @Override
    public void delete(Writes writes, List<Decoy> rows) {
      throw new IllegalStateException("nothing happens in a decoy");
    }
  }

  private record Keys(KeyStore store) implements Book<String, ApiKey> {
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

    @Override
    public void delete(Writes writes, List<ApiKey> rows) {
      throw new IllegalStateException("a key is never deleted");
    }
  }

  /** Which names are taken, by the id of the key; the rows are the keys' own. */
  private record Names(KeyStore store) implements Book<KeyName, String> {
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

  private record Unused(UnusedSecretStore store) implements Book<String, UnusedSecrets> {
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
  private static final class Lowerings implements Book<String, String> {
    @Override
    public Map<String, String> load(Handle handle, Collection<String> keyIds) {
      return Map.of();
    }

    @Override
    public void insert(Writes writes, List<String> keyIds) {
      RevocationStore.append(writes, keyIds);
    }

    @Override
    public void update(Writes writes, List<String> before, List<String> after) {
      throw new IllegalStateException("the log is only added to");
    }

    @Override
    public void delete(Writes writes, List<String> rows) {
      throw new IllegalStateException("the log is only added to");
    }
  }
}
