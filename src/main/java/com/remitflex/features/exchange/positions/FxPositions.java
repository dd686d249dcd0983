package com.remitflex.features.exchange.positions;

import com.remitflex.platform.database.Database;
import java.util.List;

/** The positions of the platform, for the operator. */
public final class FxPositions {
  private final Database database;

  public FxPositions(Database database) {
    this.database = database;
  }

  /** The position of each pair that was exchanged, live ones first. */
  public List<FxPosition> all() {
    return database.with(FxPositionStore::totals);
  }
}
