package com.remitflex.platform.net.outbound;

import java.util.Optional;

/**
 * The response of a customer's server.
 *
 * @param retryAfter the header Retry-After, as it was sent
 * @param body the first bytes of the body
 * @param address the address that was connected to
 */
public record OutboundReply(int status, Optional<String> retryAfter, byte[] body, String address) {}
