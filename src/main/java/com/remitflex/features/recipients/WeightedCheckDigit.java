package com.remitflex.features.recipients;

import java.util.List;

/**
 * A last digit that completes the weighted sum of the digits before it to a multiple of ten.
 *
 * @param weights applied from the left, and repeated
 */
record WeightedCheckDigit(List<Integer> weights) {

  /** Whether the last of these ASCII digits is the check digit of those before it. */
  boolean matches(String digits) {
    int last = digits.length() - 1;
    int sum = 0;
    for (int i = 0; i < last; i++) {
      sum += (digits.charAt(i) - '0') * weights.get(i % weights.size());
    }
    return (10 - sum % 10) % 10 == digits.charAt(last) - '0';
  }
}
