package com.remitflex.features.exchange.conversions;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Completed;
import com.remitflex.core.engine.Engine;
import com.remitflex.core.ledger.LedgerStore;
import com.remitflex.core.ledger.Transfer;
import com.remitflex.features.corridors.rates.Rates;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.lists.CountedPage;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.IdPrefix;
import java.util.List;
import java.util.Optional;

/** Executes, finds and lists the conversions of accounts. */
public final class ConversionService {
  private final Database database;
  private final Engine engine;
  private final Rates rates;
  private final ConversionRules rules;

  public ConversionService(Database database, Engine engine, Rates rates, ConversionRules rules) {
    this.database = database;
    this.engine = engine;
    this.rates = rates;
    this.rules = rules;
  }

  /** Exchanges at the rate of a quote, which is used then. */
  @CheckReturnValue
  public Result<Completed> execute(Caller caller, String quoteId) {
    return engine.run(new ExecuteConversion(caller, quoteId, rates, rules));
  }

  /** A conversion of this account and environment. */
  public Optional<Conversion> find(HeadId head, String id) {
    return IdPrefix.CONVERSION.matches(id)
        ? ConversionStore.find(database, new ConversionKey(head, id))
        : Optional.empty();
  }

  /** Lists conversions, page and total in one snapshot. */
  public CountedPage<Conversion> list(HeadId head, ConversionFilter filter, PageQuery query) {
    return ConversionPageStore.find(database, head, filter, query);
  }

  /** The ledger transfers of a conversion. */
  public List<Transfer> transfers(Conversion conversion) {
    return database.with(
        handle -> LedgerStore.ofPayment(handle, conversion.key().head(), conversion.id()));
  }
}
