package com.remitflex.features.statements.transactions;

import java.util.Arrays;
import java.util.Optional;

/** The kinds of objects to which movements belong, told apart by the prefix of their IDs. */
public enum MovedObject {
  PAYMENT("payment", "payment_id", "pmt_", "/payments/"),
  OFF_RAMP("offramp", "offramp_id", "ofr_", "/off-ramps/"),
  CONVERSION("conversion", "conversion_id", "con_", "/convert/"),
  DEPOSIT("deposit", "deposit_id", "dep_", "/balances/deposits/");

  private final String word;
  private final String field;
  private final String prefix;
  private final String page;

  MovedObject(String word, String field, String prefix, String page) {
    this.word = word;
    this.field = field;
    this.prefix = prefix;
    this.page = page;
  }

  /** Its name, which is also that of the filter. */
  public String word() {
    return word;
  }

  /** The field of the JSON that has its ID. */
  String field() {
    return field;
  }

  String prefix() {
    return prefix;
  }

  /** The page of the object with this ID in the Dashboard. */
  public String page(String id) {
    return page + id;
  }

  boolean matches(String id) {
    return id.startsWith(prefix) && id.substring(prefix.length()).matches("[0-9A-Z]{1,40}");
  }

  public static Optional<MovedObject> of(String id) {
    return Arrays.stream(values()).filter(kind -> id.startsWith(kind.prefix)).findFirst();
  }
}
