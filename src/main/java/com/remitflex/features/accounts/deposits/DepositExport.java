package com.remitflex.features.accounts.deposits;

import com.remitflex.platform.json.JsonWriter;
import java.util.List;

/** Deposits as text for the command line. */
public final class DepositExport {
  private DepositExport() {}

  /** The deposit object of the API. */
  public static String json(Deposit deposit) {
    return DepositJson.text(deposit);
  }

  /** An object with the deposits in `data`. */
  public static String json(List<Deposit> deposits) {
    return JsonWriter.text(out ->
        out.object(
            () -> out.name("data").array(deposits, deposit -> DepositJson.write(out, deposit))));
  }
}
