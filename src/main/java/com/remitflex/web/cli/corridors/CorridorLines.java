package com.remitflex.web.cli.corridors;

import com.remitflex.features.corridors.Corridor;
import com.remitflex.platform.money.Currency;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Corridors as a table of text. */
final class CorridorLines {
  private static final String ROW = "%-14s  %-11s  %-10s  %-10s  %-21s  %8s  %6s  %s";

  private CorridorLines() {}

  static List<String> of(List<Corridor> corridors) {
    List<String> lines = new ArrayList<>();
    lines.add(
        ROW.formatted(
            "ID", "STATUS", "SOURCE", "ARRIVES IN", "SENT IN", "MINUTES", "FEE", "BOUNDS"));
    corridors.forEach(one -> lines.add(line(one)));
    return lines;
  }

  private static String line(Corridor one) {
    return ROW.formatted(
        one.id(),
        one.status().word(),
        one.source(),
        one.destination(),
        one.stablecoins().stream().map(Currency::name).collect(Collectors.joining(",")),
        one.usualTime().toMinutes(),
        BigDecimal.valueOf(one.feeBasisPoints(), 2).stripTrailingZeros().toPlainString() + "%",
        bounds(one));
  }

  private static String bounds(Corridor one) {
    return "%s to %s %s"
        .formatted(
            one.minimum().major().toPlainString(),
            one.maximum().major().toPlainString(),
            one.maximum().currency().name());
  }
}
