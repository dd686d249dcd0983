package com.remitflex.bench;

import com.remitflex.Config;
import com.remitflex.Storage;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Engine;
import com.remitflex.features.accounts.AccountOpening;
import com.remitflex.features.activity.usage.ScopeUse;
import com.remitflex.features.apikeys.KeyGuard;
import com.remitflex.features.apikeys.KeyStore;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService;
import com.remitflex.features.apikeys.lifecycle.NewKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import java.util.ArrayList;
import java.util.List;

/** The accounts that pay: opened as the command line opens them, funded through the API. */
final class Tenants {
  private static final String FUNDS = "{\"amount\":900000000,\"currency\":\"USDC\"}";

  private Tenants() {}

  /** Opens so many accounts beside a running server; answers a write key of each. */
  static List<String> open(Product product, int count) {
    List<String> keys = new ArrayList<>();
    try (Storage storage = Storage.join(Config.read(product.settings()), line -> {})) {
      AccountOpening opening = new AccountOpening(storage.database(), storage.trail());
      KeyStore keyStore = new KeyStore(storage.hasher());
      try (Engine engine = new Engine(storage.database(), new KeyGuard(keyStore)).start()) {
        ApiKeyService store =
            new ApiKeyService(
                storage.database(),
                engine,
                keyStore,
                storage.trail(),
                ScopeUse::leastPrivilege);
        for (int i = 1; i <= count; i++) {
          String account = opening.open("Bench " + i).id();
          HeadId head = new HeadId(account, Environment.SANDBOX);
          keys.add(store.create(head, NewKey.of(Scope.WRITE, "bench")).orElseThrow().secret());
        }
      }
    }
    try (HttpConnection connection = HttpConnection.open(product.port())) {
      for (String key : keys) {
        if (!connection.send(new JsonRequest("/v1/sandbox/fund", key, FUNDS).bytes(), 200)) {
          throw new BenchException("The server is overloaded before the run began.");
        }
      }
    }
    return keys;
  }
}
