package com.remitflex.features.members.people;

import com.remitflex.platform.ids.Environment;
import java.util.Locale;
import java.util.Optional;

/** The role of a member in an account. */
public enum Role {
  OWNER("Can do everything, including adding and removing owners."),
  ADMIN("Can do everything except adding and removing owners."),
  DEVELOPER(
      "Can see everything. In the sandbox: can create payments and manage keys, and with an admin"
          + " key also change the account's sandbox settings."),
  VIEWER("Can see everything but cannot change anything.");

  private final String word = name().toLowerCase(Locale.ROOT);
  private final String meaning;

  Role(String meaning) {
    this.meaning = meaning;
  }

  /** Whether this role has a permission: the one definition of all rights. */
  public boolean may(Permission permission, Environment environment) {
    boolean sandbox = environment == Environment.SANDBOX;
    return switch (permission) {
      case VIEW -> true;
      case PAY, MANAGE_KEYS -> this == OWNER || this == ADMIN || (this == DEVELOPER && sandbox);
      // Only the operator reviews live payments.
      case REVIEW_PAYMENTS -> sandbox && (this == OWNER || this == ADMIN);
      case MANAGE_ACCOUNT, MANAGE_TEAM -> this == OWNER || this == ADMIN;
      case MANAGE_OWNERS -> this == OWNER;
    };
  }

  public String word() {
    return word;
  }

  /** What the role may do, in one sentence. */
  public String meaning() {
    return meaning;
  }

  public static Optional<Role> find(String word) {
    for (Role role : values()) {
      if (role.word.equals(word)) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }

  public static Role of(String word) {
    return find(word).orElseThrow(() -> new IllegalStateException("not a role: " + word));
  }
}
