package com.remitflex.features.treasury.alarms;

import java.math.BigInteger;
import java.util.List;

/**
 * Something that is wrong now.
 *
 * @param scope the network, or the currency where no single network is known
 * @param subject distinguishes findings of one kind and scope
 * @param amountMinor how much is missing or too much
 * @param networks the rails that it concerns
 */
public record Finding(
    AlarmKind kind,
    String scope,
    String subject,
    String message,
    BigInteger amountMinor,
    List<String> networks) {}
