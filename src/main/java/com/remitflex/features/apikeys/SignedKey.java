package com.remitflex.features.apikeys;

import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.platform.net.AddressRange;
import com.remitflex.platform.secrets.KeyHasher;
import com.remitflex.platform.text.Names;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A row of the api_key table: a key with its row MAC, which may not be valid. */
record SignedKey(ApiKey key, byte[] mac) {
  /** The key, signed under the pepper in use. */
  static SignedKey of(ApiKey key, KeyHasher hasher) {
    return new SignedKey(key, hasher.rowMac(key.macParts()));
  }

  /** The version of the pepper that signed the row; empty when the MAC is not valid. */
  OptionalInt pepperVersion(KeyHasher hasher) {
    return hasher.rowMacVersion(key.macParts(), mac);
  }

  /** The key with its hash under the pepper in use; empty when the MAC is not valid. */
  Optional<ApiKey> verified(KeyHasher hasher) {
    OptionalInt version = pepperVersion(hasher);
    return version.isEmpty()
        ? Optional.empty()
        : Optional.of(key.hashed(hasher.raised(key.hash(), version.getAsInt())));
  }

  static SignedKey read(ResultSet row) throws SQLException {
    ApiKey key =
        new ApiKey(
            row.getString("id"),
            row.getString("account_id"),
            Environment.of(row.getString("environment")),
            Names.shown(row.getString("name")),
            Scope.find(row.getString("scope")).orElseThrow(),
            row.getBytes("key_hash"),
            row.getString("display"),
            row.getTimestamp("created_at").toInstant(),
            Optional.ofNullable(row.getTimestamp("expires_at")).map(Timestamp::toInstant),
            Optional.ofNullable(row.getTimestamp("revoked_at")).map(Timestamp::toInstant),
            row.getLong("number"),
            row.getLong("generation"),
            limits(row),
            number(row, "warned_days").map(Math::toIntExact),
            Optional.ofNullable(row.getString("decoy_account_id")),
            Optional.ofNullable(row.getTimestamp("suspended_at")).map(Timestamp::toInstant));
    return new SignedKey(key, row.getBytes("row_mac"));
  }

  private static KeyLimits limits(ResultSet row) throws SQLException {
    String addresses = row.getString("ip_allow_list");
    return new KeyLimits(
        addresses.isEmpty()
            ? List.of()
            : Arrays.stream(addresses.split(",", -1))
                .map(text -> AddressRange.parse(text).orElseGet(SignedKey::unreadableAddress))
                .toList(),
        number(row, "rate_limit_per_minute").map(Math::toIntExact),
        money(row, "per_payment"),
        money(row, "per_day"));
  }

  /** Replaces an address that cannot be read; the row's MAC is then not valid either. */
  private static AddressRange unreadableAddress() {
    return AddressRange.parse("0.0.0.0").orElseThrow();
  }

  private static Optional<Money> money(ResultSet row, String column) throws SQLException {
    @Nullable String code = row.getString(column + "_currency");
    Optional<Long> minor = number(row, column);
    return Optional.ofNullable(code)
        .flatMap(Currency::find)
        .flatMap(currency -> minor.map(amount -> new Money(currency, amount)));
  }

  private static Optional<Long> number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(value);
  }
}
