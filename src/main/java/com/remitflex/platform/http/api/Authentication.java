package com.remitflex.platform.http.api;

import com.remitflex.platform.access.KeyOwner;
import com.remitflex.platform.access.Principal;
import com.remitflex.platform.errors.ErrorCode;
import java.util.Optional;

/** The outcome of authenticating a request. */
public sealed interface Authentication {
  record Accepted(Principal principal) implements Authentication {}

  /**
   * The request has no principal.
   *
   * @param owner owner of the key, if the key is known
   * @param display masked form of a key with a valid checksum that no one has issued
   */
  record Rejected(Rejection rejection, Optional<KeyOwner> owner, Optional<String> display)
      implements Authentication {

    /** Whether the key exists, and the client must not learn it. */
    public boolean hidesKnownKey() {
      return owner.isPresent() && rejection.error().code() == ErrorCode.UNAUTHORIZED;
    }
  }
}
