package com.remitflex.bench;

/**
 * One measured run against the server.
 *
 * @param rejected responses 503
 * @param cost processor time per request
 */
record Run(double perSecond, double p50Millis, double p99Millis, long rejected, Cost cost) {}
