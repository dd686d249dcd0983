package com.remitflex.features.members.forms;

import com.remitflex.platform.database.Database;
import com.remitflex.platform.jobs.MaintenanceTask;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The forms that were submitted, each under the hash of its token, so that each takes effect once
 * on all nodes together. Responses are deleted after five minutes, submissions after eight days.
 */
public final class FormSubmissions {
  private static final Duration CLEANUP_INTERVAL = Duration.ofMinutes(1);

  private final Database database;

  public FormSubmissions(Database database) {
    this.database = database;
  }

  /** Deletes what has expired. */
  public MaintenanceTask maintenance() {
    return MaintenanceTask.of("form-submissions", CLEANUP_INTERVAL, this::deleteExpired);
  }

  /**
   * Claims a token for its first submission.
   *
   * @param sessionId of the session that submitted the form; absent before sign-in
   * @return false if the token was submitted before
   */
  public boolean claim(
      byte[] tokenHash, byte[] fingerprint, byte[] cookieHash, Optional<String> sessionId) {
    return database.with(
        handle -> SubmissionStore.claim(handle, tokenHash, fingerprint, cookieHash, sessionId));
  }

  public Optional<FormSubmission> find(byte[] tokenHash) {
    return database.with(handle -> SubmissionStore.find(handle, tokenHash));
  }

  /** Releases a claim: the form had no effect and can be submitted again. */
  public void release(byte[] tokenHash) {
    database.use(handle -> SubmissionStore.release(handle, tokenHash));
  }

  /**
   * Records that the form took effect. The first recorded result stays.
   *
   * @param resultPage address of the page that shows the effect; empty if there is none
   * @param response the encrypted response
   */
  public void complete(byte[] tokenHash, String resultPage, Optional<byte[]> response) {
    database.use(handle -> SubmissionStore.complete(handle, tokenHash, resultPage, response));
  }

  /**
   * Records what a form has made, in the transaction that makes it. If the process is killed before
   * the response is stored, the page shows it to a repetition nevertheless.
   */
  public static void recordMade(Handle handle, FormCipher form, List<String> texts) {
    SubmissionStore.recordMade(handle, form.tokenHash(), form.encryptMade(texts));
  }

  /** Deletes the stored responses to the forms of a session. */
  public void deleteResponses(String sessionId) {
    database.use(handle -> SubmissionStore.deleteResponses(handle, sessionId));
  }

  /** Deletes the responses and submissions whose time is over. */
  public void deleteExpired() {
    database.use(SubmissionStore::deleteExpiredResponses);
    database.use(SubmissionStore::deleteExpired);
  }
}
