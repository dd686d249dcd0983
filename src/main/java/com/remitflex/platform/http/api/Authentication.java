package com.remitflex.platform.http.api;

import com.remitflex.platform.access.KeyOwner;
import com.remitflex.platform.access.Principal;
import com.remitflex.platform.errors.ErrorCode;
import java.util.Optional;

/** What became of the key that a request came with. */
public sealed interface Authentication {
  record Accepted(Principal principal) implements Authentication {}

  /**
   * No principal.
   *
   * @param owner the key, where it is known whose it is
   * @param display the shown form of a key with a good checksum that no one has issued
   */
  record Refused(Rejection refusal, Optional<KeyOwner> owner, Optional<String> display)
      implements Authentication {

    /** Whether there is such a key, and the client must not learn it. */
    public boolean isKeptSecret() {
      return owner.isPresent() && refusal.error().code() == ErrorCode.UNAUTHORIZED;
    }
  }
}
