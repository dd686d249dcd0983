package com.remitflex.platform.http.simulation;

import com.remitflex.platform.access.SimulatedDelivery;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the header RemitFlex-Simulate asks for: faults by which an integration is tested.
 *
 * @param fault what happens in place of the usual response
 * @param delay how long the response is held back
 * @param delivery how the events of the request reach webhook endpoints
 */
public record RequestSimulation(Optional<Fault> fault, Duration delay, SimulatedDelivery delivery) {
  public static final String HEADER = "RemitFlex-Simulate";
  public static final RequestSimulation NONE =
      new RequestSimulation(Optional.empty(), Duration.ZERO, SimulatedDelivery.NONE);

  public static final int MAX_DELAY_MILLIS = 30_000;

  private static final String DELAY = "delay=";
  private static final Pattern MILLIS = Pattern.compile("[0-9]{1,5}");
  private static final String DUPLICATE = "webhook-duplicate";
  private static final String SHUFFLE = "webhook-shuffle";

  /** What a client can meet in place of a response; at most one of them. */
  public enum Fault {
    /** The request takes effect, and the connection ends without a response. */
    TIMEOUT_AFTER_COMMIT("timeout-after-commit"),
    /** The request is rejected with 503 and has no effect. */
    ERROR_BEFORE_COMMIT("error-before-commit"),
    /** The request is rejected with 429 and has no effect. */
    RATE_LIMIT("rate-limit");

    private final String word;

    Fault(String word) {
      this.word = word;
    }

    private static Optional<Fault> find(String value) {
      for (Fault fault : values()) {
        if (fault.word.equals(value)) {
          return Optional.of(fault);
        }
      }
      return Optional.empty();
    }
  }

  /** Reads header lines, each of which has values separated by commas; VALIDATION_ERROR. */
  @CheckReturnValue
  public static Result<RequestSimulation> parse(List<String> lines) {
    Set<Fault> faults = EnumSet.noneOf(Fault.class);
    Duration delay = Duration.ZERO;
    boolean isTwice = false;
    boolean isLate = false;
    for (String value : String.join(",", lines).split(",", -1)) {
      String word = value.strip();
      Optional<Fault> fault = Fault.find(word);
      if (fault.isPresent()) {
        faults.add(fault.get());
      } else if (word.equals(DUPLICATE)) {
        isTwice = true;
      } else if (word.equals(SHUFFLE)) {
        isLate = true;
      } else if (delay.isZero() && millis(word).isPresent()) {
        delay = Duration.ofMillis(millis(word).get());
      } else {
        return Result.rejected(unknown(word));
      }
    }
    if (faults.size() > 1) {
      return Result.rejected(
          error("timeout-after-commit, error-before-commit and rate-limit exclude each other."));
    }
    return Result.ok(
        new RequestSimulation(
            faults.stream().findFirst(), delay, new SimulatedDelivery(isTwice, isLate)));
  }

  private static Optional<Integer> millis(String word) {
    if (!word.startsWith(DELAY)) {
      return Optional.empty();
    }
    Matcher number = MILLIS.matcher(word.substring(DELAY.length()));
    return Optional.of(number)
        .filter(Matcher::matches)
        .map(one -> Integer.parseInt(one.group()))
        .filter(one -> one >= 1 && one <= MAX_DELAY_MILLIS);
  }

  private static ApiError unknown(String word) {
    if (word.startsWith(DELAY)) {
      return error(
          "delay takes one number of milliseconds from 1 to "
              + MAX_DELAY_MILLIS
              + ", for example delay=2000.");
    }
    return error(
        "\"%s\" is not a simulation. Use timeout-after-commit, error-before-commit, delay=MS,"
                .formatted(word.length() > 50 ? word.substring(0, 50) + "…" : word)
            + " rate-limit, webhook-duplicate or webhook-shuffle.");
  }

  /** A VALIDATION_ERROR of the header. */
  public static ApiError error(String message) {
    return ApiError.at(HEADER, ErrorCode.VALIDATION_ERROR, message);
  }

  public boolean is(Fault one) {
    return fault.filter(one::equals).isPresent();
  }

  public boolean isDelayed() {
    return !delay.isZero();
  }
}
