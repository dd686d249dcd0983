package com.remitflex.platform.access;

/**
 * How a request of the sandbox wants its events to reach webhook endpoints.
 *
 * @param isTwice each event is delivered twice, under the same ID
 * @param isLate the request's own event arrives after the next one about its object
 */
public record SimulatedDelivery(boolean isTwice, boolean isLate) {
  public static final SimulatedDelivery NONE = new SimulatedDelivery(false, false);

  /** Whether it differs from what always happens. */
  public boolean isAny() {
    return isTwice || isLate;
  }
}
