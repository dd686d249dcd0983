package com.remitflex.platform.http.server;

import java.time.Duration;

/**
 * How much the server takes from connections and clients.
 *
 * @param headerBytes largest request line, and largest header block
 * @param headers most lines of a header block
 * @param bodyBytes largest body, at most {@link JsonReader#LARGEST_EVER}
 * @param read how long the headers of a request may take to arrive, and its body again
 * @param write how long a client may take to read the next 16 KiB of a response
 * @param idle how long a connection may rest between two requests
 * @param connections maximum number of open connections
 * @param connectionsPerAddress maximum number of open connections from one address that is not a
 *     trusted proxy; an IPv6 address stands for its /64
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
