package com.remitflex.leaks;

import com.remitflex.audit.Actor;
import com.remitflex.http.Client;
import com.remitflex.keyring.Leak;
import java.util.List;
import java.util.Optional;

/**
 * Someone's word that a key has leaked.
 *
 * @param hashes the key's, under each pepper; never the key
 */
record LeakReport(List<byte[]> hashes, Leak leak, Client client) {
  Actor actor() {
    return Actor.platform(
        Optional.of(client.ip()), client.userAgent(), Optional.of(client.requestId()));
  }
}
