package com.remitflex.features.payments.steps;

import com.remitflex.features.compliance.Screening;
import com.remitflex.features.compliance.reviews.ReviewPolicy;
import com.remitflex.features.compliance.rules.ReviewRules;
import com.remitflex.features.corridors.rates.Rates;

/**
 * What decides whether a payment may leave `pending`.
 *
 * @param rules set by the operator
 * @param policy what becomes of a review that no one decides
 * @param rates at which the rules count
 */
public record PaymentChecks(
    Screening screening, ReviewRules rules, ReviewPolicy policy, Rates rates) {}
