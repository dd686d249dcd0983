package com.remitflex.features.corridors.rates.sources;

import com.remitflex.features.corridors.rates.Spreads;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.json.JsonObject;
import com.remitflex.platform.json.JsonReader;
import com.remitflex.platform.money.Currency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the file that describes the live rates, strictly: a typing error must not cost money. */
public final class RatesFile {
  private static final int MAX_SOURCES = 20;
  private static final int MAX_SPREADS = 200;
  private static final int MAX_BASIS_POINTS = 1_000;
  private static final int MAX_BYTES = 1024 * 1024;

  private RatesFile() {}

  /**
   * The rates in a file.
   *
   * @throws IllegalArgumentException says which field is wrong, and why
   */
  public static RateSettings read(Path file) {
    return parse(bytes(file));
  }

  /** The rates in the content of a file. */
  static RateSettings parse(byte[] content) {
    try {
      JsonObject root = JsonReader.object(content);
      List<JsonObject> elements =
          root.objects("sources", MAX_SOURCES)
              .orElseThrow(() -> root.error("sources", "Required."));
      List<RateSource> sources = new ArrayList<>();
      Set<String> names = new HashSet<>();
      for (JsonObject element : elements) {
        RateSource source = new SourceReader(element).read();
        if (!names.add(source.name())) {
          throw element.error("name", "Another source has this name.");
        }
        sources.add(source);
      }
      Spreads spreads = spreads(root);
      root.rejectUnknown();
      return new RateSettings(sources, spreads);
    } catch (ApiException e) {
      String message = e.error().message().replace("The body", "The file");
      throw new IllegalArgumentException(
          e.error().field().map(field -> field + ": ").orElse("") + message, e);
    }
  }

  private static Spreads spreads(JsonObject root) {
    int usual = root.integer("spread_basis_points", 0, MAX_BASIS_POINTS).orElse(0);
    Map<Spreads.Pair, Integer> pairs = new HashMap<>();
    for (JsonObject one : root.objects("spreads", MAX_SPREADS).orElse(List.of())) {
      Currency from = one.requireCurrency("from");
      Currency to = one.requireCurrency("to");
      int points =
          one.integer("basis_points", 0, MAX_BASIS_POINTS)
              .orElseThrow(() -> one.error("basis_points", "Required."));
      one.rejectUnknown();
      if (pairs.put(new Spreads.Pair(from, to), points) != null) {
        throw one.error("from", "Another spread is for the same two currencies.");
      }
    }
    return new Spreads(usual, pairs);
  }

  private static byte[] bytes(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IllegalArgumentException(file + " is larger than " + MAX_BYTES + " bytes.");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IllegalArgumentException("Cannot read " + file + ". Set it to a readable file.", e);
    }
  }
}
