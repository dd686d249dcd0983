package com.remitflex.features.compliance.names;

/**
 * A listed name that a receiver has, or could have.
 *
 * @param listed the name as the list has it
 */
public record NameMatch(String listed, Strength strength) {
  /** How much the names have in common, the strongest first. */
  public enum Strength {
    /** The same name, in whatever letters and order it is written. */
    SAME,
    /** A name that a person has to compare. */
    SIMILAR
  }
}
