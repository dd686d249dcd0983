package com.remitflex.web.dashboard.site;

import com.remitflex.platform.database.Database;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.jobs.PeriodicTask;
import com.remitflex.web.dashboard.forms.FormToken;
import com.remitflex.web.dashboard.forms.Repeat;
import com.remitflex.web.dashboard.forms.StoredReply;
import com.remitflex.web.dashboard.forms.SubmissionStore;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets each submitted form act once, on whichever node and however often it is sent. A repetition
 * gets the first response for five minutes; after that it learns that the form was submitted.
 */
public final class Submissions implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Submissions.class);

  private static final Duration MAX_WAIT = Duration.ofSeconds(10);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);
  private static final Duration CLEAN_EVERY = Duration.ofMinutes(1);
  private static final String RESULT = "response";

  /** What the engine says of a repetition; on a page it means the form, not a header. */
  private static final List<ErrorCode> SUBMITTED_BEFORE =
      List.of(ErrorCode.IDEMPOTENCY_CONFLICT, ErrorCode.IDEMPOTENCY_KEY_EXPIRED);

  private final Database database;
  private final PeriodicTask cleaning;

  public Submissions(Database database) {
    this.database = database;
    this.cleaning =
        PeriodicTask.every(
            CLEAN_EVERY, "form-cleanup", "old form results are deleted later", this::clean);
  }

  public Submissions start() {
    cleaning.start();
    return this;
  }

  public void clean() {
    database.use(SubmissionStore::removeOldResults);
    database.use(SubmissionStore::removeOld);
  }

  /** Deletes the responses that a session's forms may still show. */
  void forgetResults(String sessionId) {
    database.use(handle -> SubmissionStore.forgetResults(handle, sessionId));
  }

  /** Waits for a pass in progress. */
  @Override
  public void close() {
    cleaning.close();
  }

  /** A form as it came: its token, what it held, and the cookie that came with it. */
  record Sent(FormToken token, byte[] fingerprint, byte[] cookieHash, Optional<String> sessionId) {}

  /** Lets the form act, unless it has acted before. */
  Response answer(PageRequest visit, Pages.Row row, Sent sent) {
    return switch (row.repeat().orElse(Repeat.STORED)) {
      case AGAIN -> row.page().answer(visit);
      case ENGINE -> throughEngine(visit, row, sent);
      case STORED -> stored(visit, row, sent);
    };
  }

  /**
   * The response to a form of a session that has another token by now: the first submission has
   * changed it, and its response brought the new one.
   */
  Optional<Response> ofReplacedSession(FormToken token, byte[] cookieHash) {
    return database
        .with(handle -> SubmissionStore.find(handle, token.tokenHash()))
        .filter(row -> MessageDigest.isEqual(row.cookieHash(), cookieHash))
        .flatMap(row -> response(row, token, cookieHash));
  }

  private Response throughEngine(PageRequest visit, Pages.Row row, Sent sent) {
    boolean isFirst = claim(sent);
    Optional<SubmissionStore.Row> before = isFirst ? Optional.empty() : find(sent);
    if (before.filter(one -> one.doneAt().isPresent()).isPresent()
        && !(before.get().isShown() && isSame(before.get(), sent))) {
      return submittedBefore(visit, before.get());
    }
    try {
      Response reply = row.page().answer(visit);
      settle(visit, sent, reply, Optional.empty());
      return reply;
    } catch (ApiException e) {
      ErrorCode code = e.error().code();
      if (code == ErrorCode.IDEMPOTENCY_IN_PROGRESS) {
        return inProgress(visit);
      }
      if (SUBMITTED_BEFORE.contains(code)) {
        return visit.submitted(
            "Already submitted",
            "This form was submitted before. Nothing was done again.",
            find(sent).flatMap(SubmissionStore.Row::doneAt),
            find(sent).map(SubmissionStore.Row::lookAt).orElse(""));
      }
      releaseUnlessUnknown(sent, e.error());
      throw e;
    }
  }

  private Response stored(PageRequest visit, Pages.Row row, Sent sent) {
    long end = System.nanoTime() + MAX_WAIT.toNanos();
    while (true) {
      if (claim(sent)) {
        return act(visit, row, sent);
      }
      Optional<SubmissionStore.Row> before = find(sent);
      if (before.filter(one -> one.doneAt().isPresent()).isPresent()) {
        return Optional.of(before.get())
            .filter(one -> isSame(one, sent))
            .flatMap(one -> response(one, sent.token(), sent.cookieHash()))
            .orElseGet(() -> submittedBefore(visit, before.get()));
      }
      if (before.filter(SubmissionStore.Row::isLost).isPresent()) {
        return unknown(visit);
      }
      if (System.nanoTime() > end) {
        return inProgress(visit);
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
  }

  private Response act(PageRequest visit, Pages.Row row, Sent sent) {
    try {
      Response reply = row.page().answer(visit);
      settle(visit, sent, reply, Optional.of(sent.token().seal(RESULT, StoredReply.bytes(reply))));
      return reply;
    } catch (ApiException e) {
      releaseUnlessUnknown(sent, e.error());
      throw e;
    }
  }

  /** A page that shows the form again has done nothing. The response goes out in any case. */
  private void settle(PageRequest visit, Sent sent, Response reply, Optional<byte[]> result) {
    try {
      if (reply.status() >= 400) {
        database.use(handle -> SubmissionStore.release(handle, sent.token().tokenHash()));
      } else {
        String lookAt = visit.lookAt(reply);
        database.use(
            handle -> SubmissionStore.complete(handle, sent.token().tokenHash(), lookAt, result));
      }
    } catch (RuntimeException e) {
      LOG.warn("a form's result was not recorded: {}", e.toString());
    }
  }

  /** After an unexpected failure the form may have acted: its claim stays. */
  private void releaseUnlessUnknown(Sent sent, ApiError error) {
    if (error.code() != ErrorCode.INTERNAL_ERROR) {
      try {
        database.use(handle -> SubmissionStore.release(handle, sent.token().tokenHash()));
      } catch (RuntimeException e) {
        LOG.warn("a form's claim was not released: {}", e.toString());
      }
    }
  }

  private boolean claim(Sent sent) {
    return database.with(handle ->
        SubmissionStore.claim(
            handle,
            sent.token().tokenHash(),
            sent.fingerprint(),
            sent.cookieHash(),
            sent.sessionId()));
  }

  private Optional<SubmissionStore.Row> find(Sent sent) {
    return database.with(handle -> SubmissionStore.find(handle, sent.token().tokenHash()));
  }

  private static boolean isSame(SubmissionStore.Row row, Sent sent) {
    return MessageDigest.isEqual(row.fingerprint(), sent.fingerprint());
  }

  /** Its cookies only for a browser that has not received them: they may be out of date. */
  private static Optional<Response> response(
      SubmissionStore.Row row, FormToken token, byte[] cookieHash) {
    return row.result()
        .flatMap(sealed -> token.opened(RESULT, sealed))
        .map(StoredReply::reply)
        .map(reply ->
            MessageDigest.isEqual(row.cookieHash(), cookieHash)
                ? reply
                : reply.withCookies(List.of()));
  }

  private static Response submittedBefore(PageRequest visit, SubmissionStore.Row row) {
    return visit.submitted(
        "Already submitted",
        "This form was submitted before. Nothing was done again.",
        row.doneAt(),
        row.lookAt());
  }

  private static Response inProgress(PageRequest visit) {
    return visit.submitted(
        "Still in progress",
        "This form was submitted a moment ago, and the first submission is still in progress."
            + " Nothing is done twice. Wait a few seconds, then reload this page.",
        Optional.empty(),
        "");
  }

  private static Response unknown(PageRequest visit) {
    return visit.submitted(
        "Result unknown",
        "This form was submitted before, but the server stopped before it could respond. Nothing"
            + " was done again. Check whether the change is there before you submit a new form.",
        Optional.empty(),
        "");
  }
}
