package com.remitflex.scan;

/** Something that could not be searched, fit to be shown. */
public record Fault(String place, String reason) {
  public String text() {
    return place + ": " + reason;
  }
}
