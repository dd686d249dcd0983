package com.remitflex.platform.net.outbound;

import java.util.Map;

/** A POST of JSON to a customer's server. */
public record OutboundRequest(OutboundUrl url, Map<String, String> headers, byte[] body) {}
