package com.remitflex.features.leaks.reports;

import com.remitflex.features.apikeys.lifecycle.Leak;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.access.Client;
import java.util.List;

/**
 * Someone's word that keys have leaked.
 *
 * @param hashes the keys', each under each pepper; never the keys. A report without a key is kept
 *     as any other, so that it takes the same time
 */
record LeakReport(List<byte[]> hashes, Leak leak, Client client) {
  Actor actor() {
    return Actor.platform(client);
  }
}
