package com.remitflex.features.leaks.reports;

import com.remitflex.features.apikeys.lifecycle.Leak;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.access.Client;
import java.util.List;

/**
 * A report that keys have leaked.
 *
 * @param hashes the hash of each key under each pepper, never the keys; empty when the report
 *     contains no key, because it is stored all the same and takes the same time
 */
record LeakReport(List<byte[]> hashes, Leak leak, Client client) {
  Actor actor() {
    return Actor.platform(client);
  }
}
