package com.remitflex.platform.http.server;

/**
 * The other end of a connection.
 *
 * @param address in canonical form
 * @param isProxy whether it is a trusted proxy, whose connections carry the requests of many
 *     clients
 * @param isLocal whether it is on this machine
 */
public record Peer(String address, boolean isProxy, boolean isLocal) {}
