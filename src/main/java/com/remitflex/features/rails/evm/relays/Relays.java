package com.remitflex.features.rails.evm.relays;

import com.remitflex.platform.database.Database;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The calls that relayers send, for other parts: who needs one hands it over and reads what became
 * of it. All state is in the database, and {@link RelayWorker} does the rest.
 */
public final class Relays {
  private final Database database;

  public Relays(Database database) {
    this.database = database;
  }

  /**
   * Hands over a call. The same reference again changes nothing, except that newer data is sent
   * instead of what is not mined yet.
   */
  public Relay submit(RelayCall call) {
    return database.inTransaction(handle -> {
      RelayStore.submit(handle, call);
      return RelayStore.find(handle, call.reference()).orElseThrow();
    });
  }

  public Optional<Relay> find(String reference) {
    return database.with(handle -> RelayStore.find(handle, reference));
  }

  /**
   * Withdraws a call that is no longer wanted. It is never sent if it was not; otherwise an empty
   * transaction takes its nonce, if that comes in time: the call may be mined all the same.
   */
  public void withdraw(String reference) {
    database.use(handle -> RelayStore.withdraw(handle, reference));
  }

  /**
   * Wants higher fees for a call that is not mined, within the caller's transaction; false if there
   * is none with a nonce.
   */
  public static boolean speedUp(Handle handle, String reference) {
    return RelayStore.speedUp(handle, reference);
  }

  /** What the transactions of a subject will cost that are not final, the oldest first. */
  public List<ExpectedFee> expectedFees(String subject) {
    return database.with(handle -> RelayStore.expectedFees(handle, subject));
  }

  /** The gas of all final transactions of a subject, in wei. */
  public BigInteger costWei(String subject) {
    return database.with(handle -> RelayStore.costWei(handle, subject));
  }

  /**
   * Gives up the nonces of what was final above a height, because finality was broken: nothing is
   * sent again, and empty transactions take the nonces, so that what comes after is not stuck.
   */
  public static void rewind(Handle handle, String network, long height) {
    LineStore.rewind(handle, network, height);
  }

  /** Every relayer with its line. */
  public List<RelayerLine> lines() {
    return database.with(RelayerStore::all);
  }

  /** The relays of a network that are not over, oldest first. */
  public List<Relay> open(String network) {
    return database.with(handle -> RelayStore.open(handle, network));
  }
}
