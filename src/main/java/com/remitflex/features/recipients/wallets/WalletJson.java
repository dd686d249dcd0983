package com.remitflex.features.recipients.wallets;

import com.remitflex.platform.json.JsonObject;
import com.remitflex.platform.json.JsonWriter;

/** The JSON of wallets: the field `wallet` of a recipient. */
public final class WalletJson {
  /** The field of a recipient that is a wallet. */
  public static final String FIELD = "wallet";

  /** Above every limit of {@link WalletRules}, so that those decide. */
  private static final int MAX_FIELD = 1_000;

  private WalletJson() {}

  /** Writes a recipient that is a wallet. */
  public static void write(JsonWriter out, Wallet wallet) {
    out.object(() ->
        out.name(FIELD)
            .object(() -> {
              out.field("network", wallet.network());
              out.field("address", wallet.address());
            }));
  }

  /**
   * Reads a recipient that is a wallet.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR
   */
  public static Wallet read(JsonObject recipient) {
    Wallet wallet =
        wallet(recipient.object(FIELD).orElseThrow(() -> recipient.error(FIELD, "Required.")));
    recipient.rejectOthers("A recipient is either a wallet or a bank account. Send only one.");
    return wallet;
  }

  /**
   * Reads a wallet.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR
   */
  public static Wallet wallet(JsonObject object) {
    Wallet wallet =
        new Wallet(
            object.requireString("network", MAX_FIELD), object.requireString("address", MAX_FIELD));
    object.rejectUnknown();
    return wallet;
  }
}
