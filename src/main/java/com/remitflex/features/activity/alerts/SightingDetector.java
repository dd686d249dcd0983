package com.remitflex.features.activity.alerts;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.accounts.AccountAlertStore;
import com.remitflex.features.accounts.AccountAlerts;
import com.remitflex.features.accounts.AlertKind;
import com.remitflex.features.accounts.AlertSettings;
import com.remitflex.features.activity.alerts.Alert.Slot;
import com.remitflex.features.activity.alerts.NetworkSightingStore.NewNetwork;
import com.remitflex.features.activity.alerts.NetworkSightingStore.RenewedUse;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.KeyStore;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.json.Json;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Evaluates when and from where keys were used: use after a long inactivity, and use from a new
 * network. A sighting stays in the database until it is evaluated.
 */
final class SightingDetector {
  /** While a key is new, every network is. */
  static final Duration LEARNING = Duration.ofDays(3);

  /** A key with more new networks than this in 30 days is used while travelling. */
  static final int MAX_NEW_NETWORKS = 30;

  private final Database database;
  private final KeyStore keys;
  private final AlertRaiser raiser;

  SightingDetector(Database database, KeyStore keys, AlertRaiser raiser) {
    this.database = database;
    this.keys = keys;
    this.raiser = raiser;
  }

  void evaluate() {
    evaluateRenewedUses(database.with(NetworkSightingStore::renewedUses));
    evaluateNewNetworks(
        database.with(handle -> NetworkSightingStore.newNetworks(handle, MAX_NEW_NETWORKS + 1)));
  }

  private void evaluateRenewedUses(List<RenewedUse> uses) {
    Map<String, ApiKey> found = keys(uses.stream().map(RenewedUse::keyId).toList());
    Map<String, AlertSettings> settings =
        database.with(handle -> AlertStore.settings(handle, found.keySet()));
    Map<HeadId, AccountAlerts> accounts =
        database.with(handle ->
            AccountAlertStore.find(
                handle, found.values().stream().map(ApiKey::head).distinct().toList()));
    List<RenewedUse> evaluated = new ArrayList<>();
    for (RenewedUse use : uses) {
      ApiKey key = found.get(use.keyId());
      if (key == null || key.isCanary()) {
        evaluated.add(use);
        continue;
      }
      int threshold =
          settings
              .getOrDefault(key.id(), AlertSettings.of(key.id()))
              .silenceDays(accounts.getOrDefault(key.head(), AccountAlerts.of(key.head())));
      if (isSettled(use, key, threshold)) {
        evaluated.add(use);
      }
    }
    if (!evaluated.isEmpty()) {
      database.use(handle -> NetworkSightingStore.markUsesEvaluated(handle, evaluated));
    }
  }

  private boolean isSettled(RenewedUse use, ApiKey key, int thresholdDays) {
    long days = Duration.between(use.lastUsedAt().orElse(key.createdAt()), use.usedAt()).toDays();
    if (days < thresholdDays) {
      return true;
    }
    AlertDetails details =
        AlertDetails.client(use.ip(), use.userAgent())
            .with("last_used_at", use.lastUsedAt().map(Json::time))
            .with("silent_days", days);
    Slot slot = new Slot(key.id(), AlertKind.SILENCE, use.usedAt().truncatedTo(ChronoUnit.HOURS));
    return raiser.raise(key.head(), slot, details);
  }

  private void evaluateNewNetworks(List<NewNetwork> networks) {
    Map<String, ApiKey> found = keys(networks.stream().map(NewNetwork::keyId).toList());
    List<NewNetwork> evaluated = new ArrayList<>();
    for (NewNetwork network : networks) {
      ApiKey key = found.get(network.keyId());
      if (key == null || isUsual(network, key) || isRaised(network, key)) {
        evaluated.add(network);
      }
    }
    if (!evaluated.isEmpty()) {
      database.use(handle -> NetworkSightingStore.markNetworksEvaluated(handle, evaluated));
    }
  }

  private static boolean isUsual(NewNetwork network, ApiKey key) {
    return key.isCanary()
        || network.firstAt().isBefore(network.keyFirstAt().plus(LEARNING))
        || network.newNetworks() > MAX_NEW_NETWORKS;
  }

  private boolean isRaised(NewNetwork network, ApiKey key) {
    Slot slot =
        new Slot(key.id(), AlertKind.NEW_NETWORK, network.firstAt().truncatedTo(ChronoUnit.HOURS));
    return raiser.raise(
        key.head(),
        slot,
        AlertDetails.client(network.ip(), network.userAgent()).with("network", network.network()));
  }

  private Map<String, ApiKey> keys(List<String> ids) {
    return AlertRepositories.keysById(database, keys, ids);
  }
}
