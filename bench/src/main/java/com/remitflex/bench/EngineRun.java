package com.remitflex.bench;

/**
 * One measured run of the engine.
 *
 * @param batch payments that shared a COMMIT, on average
 */
record EngineRun(double paymentsPerSecond, double p50Millis, double p99Millis, double batch) {}
