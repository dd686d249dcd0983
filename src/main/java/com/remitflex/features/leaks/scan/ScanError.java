package com.remitflex.features.leaks.scan;

/** Something that could not be searched, fit to be shown. */
public record ScanError(String place, String reason) {
  public String text() {
    return place + ": " + reason;
  }
}
