package com.remitflex.http;

import java.time.Duration;

/**
 * How much the server takes from one connection.
 *
 * @param headerBytes largest request line, and largest header block
 * @param headers most lines of a header block
 * @param bodyBytes largest body, at most {@link JsonReader#LARGEST_EVER}
 * @param read how long the headers of a request may take to arrive, and its body again
 * @param idle how long a connection may rest between two requests
 */
public record HttpLimits(
    int headerBytes, int headers, int bodyBytes, Duration read, Duration idle) {}
