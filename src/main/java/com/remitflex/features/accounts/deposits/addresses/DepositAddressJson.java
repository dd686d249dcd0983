package com.remitflex.features.accounts.deposits.addresses;

import com.remitflex.platform.json.JsonWriter;
import com.remitflex.platform.money.Money;
import java.util.List;

/** The JSON of deposit addresses. */
final class DepositAddressJson {
  private DepositAddressJson() {}

  /** Writes the deposit address object of the API. */
  static void write(JsonWriter out, DepositAddress address, DepositNetwork network) {
    out.object(() -> {
      out.field("id", address.id());
      out.field("environment", address.head().environment().word());
      out.field("network", address.network());
      out.field("address", address.address());
      out.name("accepted").array(network.minimums(), minimum -> accepted(out, minimum));
      out.field("confirmations_required", network.finalAfter());
      out.field("created_at", address.createdAt());
    });
  }

  private static void accepted(JsonWriter out, Money minimum) {
    out.object(() -> {
      out.field("currency", minimum.currency().name());
      out.field("minimum_amount", minimum);
    });
  }

  /** An address with its network. */
  record Shown(DepositAddress address, DepositNetwork network) {}

  static byte[] list(List<Shown> addresses) {
    return JsonWriter.bytes(out ->
        out.object(() ->
            out.name("data").array(addresses, one -> write(out, one.address(), one.network()))));
  }
}
