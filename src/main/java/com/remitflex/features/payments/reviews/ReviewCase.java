package com.remitflex.features.payments.reviews;

import com.remitflex.features.compliance.reviews.Review;
import com.remitflex.features.payments.Payment;

/** A review with the payment or off-ramp that it holds or has held. */
public record ReviewCase(Review review, Payment payment) {}
