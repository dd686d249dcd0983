package com.remitflex.features.members.forms;

import java.time.Instant;
import java.util.Optional;

/**
 * A form that was submitted.
 *
 * @param fingerprint of the form's address and fields
 * @param cookieHash of the cookie that came with the form
 * @param doneAt when the form took effect; absent while it is in progress
 * @param isRecent whether the form took effect so recently that a repetition gets its response
 * @param isLost whether the server stopped before the form took effect
 * @param resultPage address of the page that shows the effect; empty if there is none
 * @param response the encrypted response; absent if none was stored or it is no longer shown
 * @param made what the form has made, encrypted, while its response is not stored
 */
public record FormSubmission(
    byte[] fingerprint,
    byte[] cookieHash,
    Optional<Instant> doneAt,
    boolean isRecent,
    boolean isLost,
    String resultPage,
    Optional<byte[]> response,
    Optional<byte[]> made) {
  public boolean isDone() {
    return doneAt.isPresent();
  }
}
