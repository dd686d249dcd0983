package com.remitflex.features.members.people;

import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.config.JdbiConfig;

/**
 * The secrets under which a handle signs and checks the rows of people: each handle of a database
 * on which {@link People} works has them, so that no row can be read or written without its MAC.
 */
public final class PeopleSeal implements JdbiConfig<PeopleSeal> {
  private Optional<PeopleSecrets> secrets;

  /** Without secrets, until {@link #use}: for Jdbi, which makes one for each database. */
  public PeopleSeal() {
    this(Optional.empty());
  }

  private PeopleSeal(Optional<PeopleSecrets> secrets) {
    this.secrets = secrets;
  }

  public void use(PeopleSecrets given) {
    secrets = Optional.of(given);
  }

  @Override
  public PeopleSeal createCopy() {
    return new PeopleSeal(secrets);
  }

  static PeopleSecrets of(Handle handle) {
    return handle
        .getConfig(PeopleSeal.class)
        .secrets
        .orElseThrow(() -> new IllegalStateException("rows of people without the pepper"));
  }
}
