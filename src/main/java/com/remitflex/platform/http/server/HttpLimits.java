package com.remitflex.platform.http.server;

import java.time.Duration;

/**
 * The limits for connections and clients.
 *
 * @param headerBytes maximum bytes of the request line, and of all headers together
 * @param headers maximum number of header lines
 * @param bodyBytes maximum bytes of a body
 * @param read maximum time for the headers of a request to arrive, and again for its body
 * @param write maximum time for a client to read the next 16 KiB of a response
 * @param idle maximum time between two requests on a connection
 * @param connections maximum number of open connections
 * @param connectionsPerAddress maximum number of open connections from one address that is not a
 *     trusted proxy; all IPv6 addresses of a /64 count as one
 */
public record HttpLimits(
    int headerBytes,
    int headers,
    int bodyBytes,
    Duration read,
    Duration write,
    Duration idle,
    int connections,
    int connectionsPerAddress) {}
