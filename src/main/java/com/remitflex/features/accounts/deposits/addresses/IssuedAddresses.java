package com.remitflex.features.accounts.deposits.addresses;

/** Where every address is recorded, outside the database, before anyone is told of it. */
@FunctionalInterface
public interface IssuedAddresses {
  /** Returns once the address is on the disk; false if that is not possible at the moment. */
  boolean record(DepositAddress address);
}
