package com.remitflex.features.corridors;

import com.remitflex.platform.database.Database;
import java.util.List;
import java.util.Optional;

/** The corridors as they are now. */
public final class CorridorService {
  private final Database database;

  public CorridorService(Database database) {
    this.database = database;
  }

  /** All corridors, by ID. */
  public List<Corridor> all() {
    return database.with(CorridorStore::load).all();
  }

  public Optional<Corridor> find(String id) {
    return database.with(CorridorStore::load).find(id);
  }
}
