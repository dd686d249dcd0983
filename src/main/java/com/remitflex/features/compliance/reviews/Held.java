package com.remitflex.features.compliance.reviews;

/**
 * Why a payment is held for review.
 *
 * @param rule the name of the rule, which its events have
 * @param finding what the rule found, as a sentence
 */
public record Held(String rule, String finding) {}
