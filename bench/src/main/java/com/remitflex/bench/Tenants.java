package com.remitflex.bench;

import com.remitflex.Config;
import com.remitflex.Storage;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Engine;
import com.remitflex.features.accounts.AccountOpening;
import com.remitflex.features.activity.usage.ScopeUse;
import com.remitflex.features.apikeys.KeyGuard;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.features.apikeys.lifecycle.NewKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Accounts and keys for a benchmark, opened next to the running server as the CLI opens them. */
final class Tenants {
  private static final String FUNDS = "{\"amount\":900000000,\"currency\":\"USDC\"}";

  private Tenants() {}

  /** Opens so many accounts and funds them through the API; returns a write key of each. */
  static List<String> open(Product product, int count) {
    List<String> secrets = new ArrayList<>();
    try (Storage storage = join(product)) {
      withKeys(
          storage,
          keys -> {
            for (int i = 0; i < count; i++) {
              secrets.add(issue(storage, keys, Scope.WRITE).secret());
            }
            return secrets;
          });
    }
    secrets.forEach(key -> fund(product, key));
    return secrets;
  }

  /** Gives an account so much that it does not run out. */
  static void fund(Product product, String key) {
    try (HttpConnection connection = HttpConnection.open(product.port())) {
      if (!connection.send(new JsonRequest("/v1/sandbox/fund", key, FUNDS).bytes(), 200)) {
        throw new BenchException("The server is overloaded before the run began.");
      }
    }
  }

  /** Opens an account and creates a key of this scope. */
  static IssuedKey issue(Product product, Scope scope) {
    try (Storage storage = join(product)) {
      return withKeys(storage, keys -> issue(storage, keys, scope));
    }
  }

  private static IssuedKey issue(Storage storage, ApiKeyService keys, Scope scope) {
    String account = new AccountOpening(storage.database(), storage.trail()).open("Bench").id();
    return keys.create(new HeadId(account, Environment.SANDBOX), NewKey.of(scope, "bench"))
        .orElseThrow();
  }

  /** Runs this with the service that creates keys, on an engine of its own. */
  static <T> T withKeys(Storage storage, Function<ApiKeyService, T> work) {
    try (Engine engine = new Engine(storage.database(), new KeyGuard(storage.hasher())).start()) {
      return work.apply(
          new ApiKeyService(
              storage.database(),
              engine,
              storage.hasher(),
              storage.trail(),
              ScopeUse::leastPrivilege));
    }
  }

  /** The database and the secrets of the running server. */
  static Storage join(Product product) {
    return Storage.join(Config.read(product.settings()), line -> {});
  }
}
