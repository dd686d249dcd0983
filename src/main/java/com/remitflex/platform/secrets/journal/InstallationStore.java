package com.remitflex.platform.secrets.journal;

import org.jdbi.v3.core.Handle;

/** The name of an installation, which its backups have too. */
public final class InstallationStore {
  private InstallationStore() {}

  /** The time at which the installation's first pepper came into use. */
  public static String name(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT to_char(created_at AT TIME ZONE 'UTC', 'YYYYMMDD"T"HH24MISSUS')
            FROM secret_check WHERE name = 'pepper'
            """)
        .mapTo(String.class)
        .one();
  }
}
