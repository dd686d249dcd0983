package com.remitflex.platform.http.api;

import com.remitflex.platform.access.Client;
import java.util.List;

/**
 * The parts of a request that decide its authentication.
 *
 * @param authorization the values of every Authorization header line
 * @param host the Host header
 * @param route the template of the route, or `unknown`
 */
public record AuthenticationRequest(
    List<String> authorization, String host, Client client, String method, String route) {}
