package com.remitflex.features.statements.transactions;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.lists.CountedPage;
import com.remitflex.platform.database.lists.Page;
import com.remitflex.platform.database.lists.PageQuery;

/** Lists the movements of accounts. */
public final class MovementService {
  private final Database database;

  public MovementService(Database database) {
    this.database = database;
  }

  public CountedPage<Movement> list(HeadId head, MovementFilter filter, PageQuery query) {
    return new MovementStore(head, filter).find(database, query);
  }

  /** As {@link #list}, without the total: for exports, which read page after page. */
  public Page<Movement> page(HeadId head, MovementFilter filter, PageQuery query) {
    return new MovementStore(head, filter).page(database, query);
  }
}
