package com.remitflex.features.corridors.rates.sources;

import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The reference rates of the European Central Bank, as in `eurofxref-daily.xml`.
 *
 * @param date the day of the rates
 * @param perEuro the units of each currency that one euro is worth, by its code
 */
record EcbXml(LocalDate date, Map<String, BigDecimal> perEuro) {
  private static final int MAX_TEXT = 40;

  /**
   * Reads the newest day. A document type, and thereby every entity, is rejected.
   *
   * @throws RateSourceException if it is not such a file
   */
  static EcbXml parse(byte[] content) throws RateSourceException {
    try {
      XMLStreamReader reader = factory().createXMLStreamReader(new ByteArrayInputStream(content));
      try {
        return read(reader);
      } finally {
        reader.close();
      }
    } catch (XMLStreamException e) {
      throw new RateSourceException("The text is not the XML of the ECB's reference rates.");
    }
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    return factory;
  }

  private static EcbXml read(XMLStreamReader reader)
      throws XMLStreamException, RateSourceException {
    Map<LocalDate, Map<String, BigDecimal>> days = new LinkedHashMap<>();
    Map<String, BigDecimal> day = new LinkedHashMap<>();
    while (reader.hasNext()) {
      int event = reader.next();
      if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
        throw new RateSourceException("The XML has a document type, which is not allowed.");
      }
      if (event == XMLStreamConstants.START_ELEMENT && reader.getLocalName().equals("Cube")) {
        if (reader.getAttributeValue(null, "time") != null) {
          day = days.computeIfAbsent(date(reader), _ -> new LinkedHashMap<>());
        }
        if (reader.getAttributeValue(null, "currency") != null) {
          day.put(reader.getAttributeValue(null, "currency"), rate(reader));
        }
      }
    }
    LocalDate newest =
        days.keySet().stream()
            .max(LocalDate::compareTo)
            .orElseThrow(() -> new RateSourceException("The XML has no day with rates."));
    return new EcbXml(newest, days.getOrDefault(newest, Map.of()));
  }

  private static LocalDate date(XMLStreamReader reader) throws RateSourceException {
    try {
      return LocalDate.parse(reader.getAttributeValue(null, "time"));
    } catch (DateTimeParseException e) {
      throw new RateSourceException("The XML has a day that is not a date.");
    }
  }

  private static BigDecimal rate(XMLStreamReader reader) throws RateSourceException {
    String text = reader.getAttributeValue(null, "rate");
    if (text == null || text.length() > MAX_TEXT || !text.matches("[0-9]+(\\.[0-9]+)?")) {
      throw new RateSourceException("The XML has a rate that is not a number.");
    }
    return new BigDecimal(text);
  }
}
