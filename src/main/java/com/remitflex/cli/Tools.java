package com.remitflex.cli;

import com.remitflex.accounts.Account;
import com.remitflex.accounts.AccountStore;
import com.remitflex.database.Database;
import com.remitflex.errors.ApiError;
import com.remitflex.errors.ErrorCode;
import com.remitflex.keys.KeyHasher;
import com.remitflex.keys.KeyStore;
import com.remitflex.keys.Keys;
import com.remitflex.sandbox.AccountOpening;
import java.util.Optional;

/** What a command works with: the database of a running server, or one opened for the command. */
public final class Tools implements AutoCloseable {
  private final Runnable closer;
  private final Database database;
  private final Keys keys;
  private final AccountOpening opening;

  public Tools(Database database, KeyHasher hasher, Runnable closer) {
    this.closer = closer;
    this.database = database;
    this.keys = new Keys(database, new KeyStore(hasher), hasher);
    this.opening = new AccountOpening(database);
  }

  Database database() {
    return database;
  }

  Keys keys() {
    return keys;
  }

  AccountOpening opening() {
    return opening;
  }

  /** The account that is named, or the installation's first one. */
  Account account(Optional<String> id) {
    return database
        .with(handle ->
            id.isPresent() ? AccountStore.find(handle, id.get()) : AccountStore.first(handle))
        .orElseThrow(() ->
            ApiError.of(
                    ErrorCode.NOT_FOUND,
                    id.isPresent()
                        ? "No account with this id exists."
                        : "There is no account yet: start ./remitflex up once, or run"
                            + " ./remitflex accounts create --name NAME.")
                .exception());
  }

  @Override
  public void close() {
    closer.run();
  }
}
