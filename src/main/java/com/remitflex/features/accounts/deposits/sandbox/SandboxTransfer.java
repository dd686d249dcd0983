package com.remitflex.features.accounts.deposits.sandbox;

import com.remitflex.features.accounts.deposits.DepositKey;
import com.remitflex.features.accounts.deposits.IncomingTransfer;
import java.time.Instant;

/**
 * A simulated transfer that the sandbox's networks still report about.
 *
 * @param isRemoved whether a reorganisation removes it
 * @param confirmations number of blocks that confirm it so far
 * @param dueAt when its next block comes
 */
record SandboxTransfer(DepositKey key, boolean isRemoved, long confirmations, Instant dueAt) {
  IncomingTransfer transfer() {
    return key.transfer();
  }

  SandboxTransfer after(long newConfirmations) {
    return new SandboxTransfer(key, isRemoved, newConfirmations, dueAt);
  }
}
