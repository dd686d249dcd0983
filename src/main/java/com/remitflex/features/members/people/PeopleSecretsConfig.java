package com.remitflex.features.members.people;

import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.config.JdbiConfig;

/**
 * Gives every handle of a database the secrets for the MACs of its rows, so that no row of a user
 * can be read or written without its MAC.
 */
public final class PeopleSecretsConfig implements JdbiConfig<PeopleSecretsConfig> {
  private Optional<PeopleSecrets> secrets;

  /** Without secrets until {@link #use}: Jdbi creates one for each database. */
  public PeopleSecretsConfig() {
    this(Optional.empty());
  }

  private PeopleSecretsConfig(Optional<PeopleSecrets> secrets) {
    this.secrets = secrets;
  }

  public void use(PeopleSecrets given) {
    secrets = Optional.of(given);
  }

  @Override
  public PeopleSecretsConfig createCopy() {
    return new PeopleSecretsConfig(secrets);
  }

  static PeopleSecrets of(Handle handle) {
    return handle
        .getConfig(PeopleSecretsConfig.class)
        .secrets
        .orElseThrow(
            () -> new IllegalStateException("the rows of users cannot be used without the pepper"));
  }
}
