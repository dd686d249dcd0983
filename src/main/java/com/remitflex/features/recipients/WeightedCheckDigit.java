package com.remitflex.features.recipients;

import java.util.List;

/**
 * A last digit that fills the weighted sum of the digits before it up to a multiple of ten.
 *
 * @param weights repeated from the left for as long as there are digits
 */
record WeightedCheckDigit(List<Integer> weights) {

  /** Whether the last of these ASCII digits fits those before it. */
  boolean fits(String digits) {
    int last = digits.length() - 1;
    int sum = 0;
    for (int i = 0; i < last; i++) {
      sum += (digits.charAt(i) - '0') * weights.get(i % weights.size());
    }
    return (10 - sum % 10) % 10 == digits.charAt(last) - '0';
  }
}
