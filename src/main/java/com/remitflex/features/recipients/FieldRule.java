package com.remitflex.features.recipients;

import java.util.List;
import java.util.Optional;

/**
 * What a field of a recipient must contain. Spaces that only group the characters are ignored, and
 * checksums are checked beyond the pattern.
 *
 * @param name in the API
 * @param label for a form
 * @param maxLength in Unicode code points
 * @param pattern a regular expression of the whole text, for fields with a format
 * @param values the only ones, for a field with few
 * @param format the format in words
 * @param example valid together with the examples of the other fields
 */
public record FieldRule(
    String name,
    String label,
    boolean required,
    int maxLength,
    Optional<String> pattern,
    List<String> values,
    String format,
    String example) {}
