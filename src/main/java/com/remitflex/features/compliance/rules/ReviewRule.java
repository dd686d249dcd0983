package com.remitflex.features.compliance.rules;

import com.remitflex.platform.ids.Environment;

/**
 * A rule that holds payments and off-ramps for review.
 *
 * @param name unique in its environment
 * @param reason of its last change, as entered
 */
public record ReviewRule(
    Environment environment, String name, Condition condition, boolean active, String reason) {
  ReviewRule with(boolean isActive, String why) {
    return new ReviewRule(environment, name, condition, isActive, why);
  }

  boolean is(Environment where, String called) {
    return environment == where && name.equals(called);
  }

  public String status() {
    return active ? "active" : "disabled";
  }
}
