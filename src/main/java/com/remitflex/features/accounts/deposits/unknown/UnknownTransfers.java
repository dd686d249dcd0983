package com.remitflex.features.accounts.deposits.unknown;

import com.remitflex.features.accounts.deposits.TransferId;
import com.remitflex.features.accounts.deposits.addresses.DepositAddressService;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.ids.Environment;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Records and lists transfers of tokens that are not accepted. */
public final class UnknownTransfers {
  private final Database database;
  private final DepositAddressService addresses;

  public UnknownTransfers(Database database, DepositAddressService addresses) {
    this.database = database;
    this.addresses = addresses;
  }

  /**
   * Records a transfer once, however often it is reported; one to an address that is not a deposit
   * address is ignored.
   *
   * @param token address of the token's contract
   * @param amount in the token's smallest unit
   */
  public void record(
      Environment environment,
      TransferId id,
      String sender,
      String address,
      String token,
      BigInteger amount) {
    addresses
        .ofText(environment, id.network(), address)
        .map(found ->
            new UnknownTransfer(
                found.head(),
                id,
                sender.toLowerCase(Locale.ROOT),
                found.address(),
                token.toLowerCase(Locale.ROOT),
                amount.toString(),
                Instant.EPOCH))
        .ifPresent(
            transfer -> database.use(handle -> UnknownTransferStore.record(handle, transfer)));
  }

  /** The newest ones of all accounts, for the operator. */
  public List<UnknownTransfer> newest(int limit) {
    return UnknownTransferStore.newest(database, limit);
  }
}
