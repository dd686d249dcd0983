package com.remitflex.features.exchange;

import com.remitflex.core.engine.Engine;
import com.remitflex.features.corridors.rates.Rates;
import com.remitflex.features.exchange.conversions.ConversionRoutes;
import com.remitflex.features.exchange.conversions.ConversionRules;
import com.remitflex.features.exchange.conversions.ConversionService;
import com.remitflex.features.exchange.quotes.QuoteRoutes;
import com.remitflex.features.exchange.quotes.QuoteService;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.http.lists.Cursors;
import java.util.List;
import java.util.stream.Stream;

/** The services of quotes and conversions. */
public record Exchanges(QuoteService quotes, ConversionService conversions) {
  /** The services of one engine. */
  public static Exchanges of(Database database, Engine engine, Rates rates, ConversionRules rules) {
    return new Exchanges(
        new QuoteService(database, engine, rates),
        new ConversionService(database, engine, rates, rules));
  }

  /** The endpoints under /v1/conversions. */
  public List<Route> routes(Cursors cursors, DatabaseClock clock) {
    return Stream.of(
            new QuoteRoutes(quotes).routes(),
            new ConversionRoutes(conversions, cursors, clock).routes())
        .flatMap(List::stream)
        .toList();
  }
}
