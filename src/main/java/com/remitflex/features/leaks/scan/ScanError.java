package com.remitflex.features.leaks.scan;

/** A place that could not be searched, with the reason, as both can be shown. */
public record ScanError(String place, String reason) {
  public String text() {
    return place + ": " + reason;
  }
}
