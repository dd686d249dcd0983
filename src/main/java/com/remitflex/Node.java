package com.remitflex;

import com.remitflex.core.audit.AuditTrail;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.secrets.KeyHasher;
import com.remitflex.platform.telemetry.Traces;
import io.micrometer.core.instrument.MeterRegistry;

/** The things that every part of the server is made from. */
record Node(
    Config config,
    Storage storage,
    DatabaseClock clock,
    MeterRegistry meters,
    Traces traces,
    Parts parts) {
  Database database() {
    return storage.database();
  }

  KeyHasher hasher() {
    return storage.hasher();
  }

  AuditTrail audit() {
    return storage.trail();
  }

  /** Adds a part that was just started, to be closed with the server. */
  <T extends AutoCloseable> T started(T part) {
    return parts.started(part);
  }
}
