package com.remitflex.features.exchange.positions;

import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Money;

/**
 * What the platform has exchanged of one pair of currencies, over all accounts.
 *
 * @param number of exchanges
 */
public record FxPosition(Environment environment, Money received, Money given, long number) {}
