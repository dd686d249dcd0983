package com.remitflex.proof;

/** Where in the life of a payout a node is killed. */
enum KillPoint {
  /** The payout and its window are stored; the signer has not been asked. */
  CLAIM,
  /** The signer has signed; its reply never arrives. */
  SIGN,
  /** The transaction is signed and stored; it never leaves. */
  STORE,
  /** The network has the transaction; the node never learns that. */
  SEND,
  /** A receipt is on its way to the node. */
  RECEIPT,
  /** The proof is stored, and the ledger does not know of it. */
  SETTLE
}
