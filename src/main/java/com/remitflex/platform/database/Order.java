package com.remitflex.platform.database;

/** The direction of a list that is ordered by time of creation, then by number. */
public enum Order {
  NEWEST_FIRST("DESC", "<"),
  OLDEST_FIRST("ASC", ">");

  private final String direction;
  private final String beyond;

  Order(String direction, String beyond) {
    this.direction = direction;
    this.beyond = beyond;
  }

  /** The direction in SQL. */
  public String direction() {
    return direction;
  }

  /** The SQL operator between the rows that follow a position and the position. */
  public String beyond() {
    return beyond;
  }
}
