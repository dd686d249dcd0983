package com.remitflex.web.dashboard.site;

import com.remitflex.features.members.forms.FormSubmission;
import com.remitflex.features.members.forms.FormSubmissions;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Response;
import com.remitflex.web.dashboard.forms.FormToken;
import com.remitflex.web.dashboard.forms.Repeat;
import com.remitflex.web.dashboard.forms.StoredResponse;
import com.remitflex.web.dashboard.forms.SubmittedForm;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs each submitted form once, on whichever node and however often it is submitted. For five
 * minutes a repetition gets the first response, after that a page that says it was submitted.
 */
final class FormExecutor {
  private static final Logger LOG = LoggerFactory.getLogger(FormExecutor.class);

  private static final Duration MAX_WAIT = Duration.ofSeconds(10);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

  /** The name under which a response is encrypted. */
  private static final String RESPONSE = "response";

  /** The engine's rejections of a repetition. Their messages concern a header, not a form. */
  private static final List<ErrorCode> SUBMITTED_BEFORE =
      List.of(ErrorCode.IDEMPOTENCY_CONFLICT, ErrorCode.IDEMPOTENCY_KEY_EXPIRED);

  private final FormSubmissions submissions;

  FormExecutor(FormSubmissions submissions) {
    this.submissions = submissions;
  }

  /** Runs the form, or returns the response to its first submission. */
  Response run(PageRequest request, Pages.Row row, SubmittedForm form) {
    return switch (row.repeat().orElse(Repeat.STORED)) {
      case AGAIN -> row.page().respond(request);
      case ENGINE -> runInEngine(request, row, form);
      case STORED -> runStored(request, row, form);
    };
  }

  /**
   * The first response, for a form whose session now has another cookie because the first
   * submission replaced it, or has ended. Waits while the first submission is in progress.
   */
  Optional<Response> afterReplacedSession(FormToken token, byte[] cookieHash) {
    long deadline = System.nanoTime() + MAX_WAIT.toNanos();
    Optional<FormSubmission> first = findOfCookie(token, cookieHash);
    while (first.filter(FormExecutor::isInProgress).isPresent() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(POLL_INTERVAL.toNanos());
      first = findOfCookie(token, cookieHash);
    }
    return first.flatMap(submission -> storedResponse(submission, token, cookieHash));
  }

  private Optional<FormSubmission> findOfCookie(FormToken token, byte[] cookieHash) {
    return submissions
        .find(token.tokenHash())
        .filter(submission -> MessageDigest.isEqual(submission.cookieHash(), cookieHash));
  }

  private static boolean isInProgress(FormSubmission submission) {
    return !submission.isDone() && !submission.isLost();
  }

  private Response runInEngine(PageRequest request, Pages.Row row, SubmittedForm form) {
    Optional<FormSubmission> before = claim(form) ? Optional.empty() : find(form);
    if (before.isPresent() && before.get().isDone() && !mayRunAgain(before.get(), form)) {
      return submittedBefore(request, before);
    }
    try {
      Response response = row.page().respond(request);
      settle(request, form, response, Optional.empty());
      return response;
    } catch (ApiException e) {
      ErrorCode code = e.error().code();
      if (code == ErrorCode.IDEMPOTENCY_IN_PROGRESS) {
        return inProgress(request);
      }
      if (SUBMITTED_BEFORE.contains(code)) {
        return submittedBefore(request, find(form));
      }
      releaseUnlessUnknown(form, e.error());
      throw e;
    }
  }

  /** The engine returns the first outcome, from which the page makes the same response. */
  private static boolean mayRunAgain(FormSubmission before, SubmittedForm form) {
    return before.isRecent() && isSame(before, form);
  }

  private Response runStored(PageRequest request, Pages.Row row, SubmittedForm form) {
    long deadline = System.nanoTime() + MAX_WAIT.toNanos();
    while (!claim(form)) {
      Optional<FormSubmission> before = find(form);
      if (before.filter(FormSubmission::isDone).isPresent()) {
        return before
            .filter(submission -> isSame(submission, form))
            .flatMap(submission -> storedResponse(submission, form.token(), form.cookieHash()))
            .orElseGet(() -> submittedBefore(request, before));
      }
      if (before.filter(FormSubmission::isLost).isPresent()) {
        return recover(request, row, form, before).orElseGet(() -> unknown(request));
      }
      if (System.nanoTime() > deadline) {
        return recover(request, row, form, before).orElseGet(() -> inProgress(request));
      }
      LockSupport.parkNanos(POLL_INTERVAL.toNanos());
    }
    return runClaimed(request, row, form);
  }

  /** The response made from what the form has made, when the server stopped before it responded. */
  private Optional<Response> recover(
      PageRequest request, Pages.Row row, SubmittedForm form, Optional<FormSubmission> before) {
    return before
        .filter(submission -> isSame(submission, form))
        .flatMap(FormSubmission::made)
        .flatMap(form.token()::decryptMade)
        .map(texts -> {
          request.recover(texts);
          Response response = row.page().respond(request);
          if (response.status() < 400) {
            byte[] stored = form.token().seal(RESPONSE, StoredResponse.bytes(response));
            settle(request, form, response, Optional.of(stored));
          }
          return response;
        });
  }

  /**
   * What a form has made whose server stopped before it responded. It may have replaced the cookie
   * with which it is sent again.
   */
  Optional<List<String>> findMade(FormToken token, byte[] cookieHash) {
    return findOfCookie(token, cookieHash)
        .flatMap(FormSubmission::made)
        .flatMap(token::decryptMade);
  }

  private Response runClaimed(PageRequest request, Pages.Row row, SubmittedForm form) {
    try {
      Response response = row.page().respond(request);
      byte[] stored = form.token().seal(RESPONSE, StoredResponse.bytes(response));
      settle(request, form, response, Optional.of(stored));
      return response;
    } catch (ApiException e) {
      releaseUnlessUnknown(form, e.error());
      throw e;
    }
  }

  /**
   * Records the effect, or releases the claim if the page shows the form again. If that fails, the
   * response is sent nevertheless.
   */
  private void settle(
      PageRequest request, SubmittedForm form, Response response, Optional<byte[]> stored) {
    byte[] tokenHash = form.token().tokenHash();
    try {
      if (response.status() >= 400) {
        submissions.release(tokenHash);
      } else {
        submissions.complete(tokenHash, request.resultPage(response), stored);
      }
    } catch (RuntimeException e) {
      LOG.warn("cannot record the result of a form: {}", e.toString());
    }
  }

  /** After an unexpected error the form may have taken effect, so its claim stays. */
  private void releaseUnlessUnknown(SubmittedForm form, ApiError error) {
    if (error.code() != ErrorCode.INTERNAL_ERROR) {
      try {
        submissions.release(form.token().tokenHash());
      } catch (RuntimeException e) {
        LOG.warn("cannot release the claim of a form: {}", e.toString());
      }
    }
  }

  private boolean claim(SubmittedForm form) {
    return submissions.claim(
        form.token().tokenHash(), form.fingerprint(), form.cookieHash(), form.sessionId());
  }

  private Optional<FormSubmission> find(SubmittedForm form) {
    return submissions.find(form.token().tokenHash());
  }

  private static boolean isSame(FormSubmission submission, SubmittedForm form) {
    return MessageDigest.isEqual(submission.fingerprint(), form.fingerprint());
  }

  /** Sets cookies only in a browser that has not received them: they may be out of date. */
  private static Optional<Response> storedResponse(
      FormSubmission submission, FormToken token, byte[] cookieHash) {
    return submission
        .response()
        .flatMap(sealed -> token.openBytes(RESPONSE, sealed))
        .map(StoredResponse::response)
        .map(response ->
            MessageDigest.isEqual(submission.cookieHash(), cookieHash)
                ? response
                : response.withCookies(List.of()));
  }

  private static Response submittedBefore(PageRequest request, Optional<FormSubmission> before) {
    return request.submitted(
        "Already submitted",
        "This form was already submitted. Submitting it again had no effect.",
        before.flatMap(FormSubmission::doneAt),
        before.map(FormSubmission::resultPage).orElse(""));
  }

  private static Response inProgress(PageRequest request) {
    return request.submitted(
        "In progress",
        "This form was submitted a moment ago and is still being processed. It takes effect only"
            + " once. Wait a few seconds, then reload this page.",
        Optional.empty(),
        "");
  }

  private static Response unknown(PageRequest request) {
    return request.submitted(
        "Result unknown",
        "This form was submitted before, but the server stopped before it could respond."
            + " Submitting it again had no effect. Check whether the change was made before you"
            + " submit a new form.",
        Optional.empty(),
        "");
  }
}
