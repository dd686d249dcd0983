package com.remitflex.features.treasury;

import java.util.List;

/** One part of the health board. It returns without waiting for anything outside of the process. */
@FunctionalInterface
public interface HealthCheck {
  List<HealthItem> items();
}
