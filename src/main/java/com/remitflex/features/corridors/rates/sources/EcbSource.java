package com.remitflex.features.corridors.rates.sources;

import com.remitflex.features.corridors.rates.Quotation;
import com.remitflex.platform.money.Currency;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The euro reference rates of the European Central Bank. They are agreed on working days at 14:10
 * in Frankfurt and published at about 16:00, so that on weekends and holidays an old date is
 * normal.
 */
record EcbSource(String name, Duration refresh, Optional<Duration> maxAge, Content content)
    implements RateSource {
  /** From Maundy Thursday to the Tuesday after Easter are five days, and two hours to publish. */
  static final Duration USUAL_MAX_AGE = Duration.ofDays(6);

  private static final LocalTime AGREED = LocalTime.of(14, 10);
  private static final ZoneId FRANKFURT = ZoneId.of("Europe/Berlin");

  @Override
  public String kind() {
    return "ecb";
  }

  @Override
  public List<Quotation> read(Instant now) throws RateSourceException {
    EcbXml rates = EcbXml.parse(content.read());
    Instant asOf = rates.date().atTime(AGREED).atZone(FRANKFURT).toInstant();
    SourceTimes.requireNotFuture(asOf, now);
    List<Quotation> quotations = new ArrayList<>();
    for (Map.Entry<String, BigDecimal> entry : rates.perEuro().entrySet()) {
      Optional<Currency> currency = Currency.find(entry.getKey());
      if (currency.isPresent() && currency.get() != Currency.EUR) {
        quotations.add(
            SourceTimes.quotation(
                Currency.EUR, currency.get(), entry.getValue(), name, asOf, maxAge));
      }
    }
    if (quotations.isEmpty()) {
      throw new RateSourceException("The XML has no rate of a supported currency.");
    }
    return quotations;
  }
}
