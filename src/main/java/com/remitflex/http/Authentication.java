package com.remitflex.http;

import com.remitflex.errors.ErrorCode;
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
  record Refused(Refusal refusal, Optional<KeyOwner> owner, Optional<String> display)
      implements Authentication {

    /** Whether there is such a key, and the client must not learn it. */
    boolean isKeptSecret() {
      return owner.isPresent() && refusal.error().code() == ErrorCode.UNAUTHORIZED;
    }
  }
}
