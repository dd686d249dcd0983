package com.remitflex.features.treasury.movements;

import com.remitflex.features.rails.evm.follower.FoundTransfer;
import com.remitflex.features.treasury.books.BookTransfer;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.IdPrefix;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Makes the movements of a transaction; the same transaction has the same ones each time. */
final class NewMovements {
  private final Movements.Request request;
  private final Instant now;
  private final Function<String, Optional<Movement>> find;

  NewMovements(Movements.Request request, Instant now, Function<String, Optional<Movement>> find) {
    this.request = request;
    this.now = now;
    this.find = find;
  }

  @CheckReturnValue
  Result<List<Movement>> of(List<BookTransfer> transfers) {
    return switch (request.purpose()) {
      case MovementPurpose.External() -> Result.ok(external(transfers));
      case MovementPurpose.Transit() -> transit(transfers);
      case MovementPurpose.Arrival(String id) -> arrival(transfers, id);
    };
  }

  private List<Movement> external(List<BookTransfer> transfers) {
    List<Movement> movements = new ArrayList<>();
    Map<String, Integer> equal = new HashMap<>();
    for (BookTransfer one : transfers) {
      int ordinal = equal.merge(content(one), 1, Integer::sum);
      movements.add(movement(one, ordinal, MovementKind.EXTERNAL, change(one), Optional.empty()));
    }
    return movements;
  }

  /** What comes in belongs to the operator, what goes out no longer does. */
  private static BigInteger change(BookTransfer transfer) {
    BigInteger in = transfer.isIncoming() ? transfer.amountMinor() : BigInteger.ZERO;
    BigInteger out = transfer.isOutgoing() ? transfer.amountMinor() : BigInteger.ZERO;
    return in.subtract(out);
  }

  private Result<List<Movement>> transit(List<BookTransfer> transfers) {
    if (transfers.size() != 1
        || !transfers.getFirst().isOutgoing()
        || transfers.getFirst().isIncoming()) {
      return invalid(
          "Only a transaction with one transfer out of the treasury can be in transit to another"
              + " network.");
    }
    return Result.ok(
        List.of(
            movement(
                transfers.getFirst(), 1, MovementKind.TRANSIT, BigInteger.ZERO, Optional.empty())));
  }

  private Result<List<Movement>> arrival(List<BookTransfer> transfers, String id) {
    Optional<Movement> sent =
        find.apply(id).filter(one -> one.authentic() && one.kind() == MovementKind.TRANSIT);
    if (sent.isEmpty()) {
      return Result.rejected(
          ApiError.of(
              ErrorCode.NOT_FOUND,
              "No movement " + id + " is in transit. ./remitflex treasury movements lists them."));
    }
    if (transfers.size() != 1
        || !transfers.getFirst().isIncoming()
        || transfers.getFirst().currency() != sent.get().currency()) {
      return invalid(
          "The transaction must have one transfer of "
              + sent.get().currency()
              + " into the"
              + " treasury.");
    }
    BigInteger rest = transfers.getFirst().amountMinor().subtract(sent.get().amountMinor());
    if (rest.signum() > 0) {
      return invalid("More has arrived than " + id + " has sent.");
    }
    // What the way has cost is borne by the operator.
    return Result.ok(
        List.of(movement(transfers.getFirst(), 1, MovementKind.ARRIVAL, rest, Optional.of(id))));
  }

  private Movement movement(
      BookTransfer transfer,
      int ordinal,
      MovementKind kind,
      BigInteger floatMinor,
      Optional<String> arrivalOf) {
    FoundTransfer found = transfer.found();
    return new Movement(
        id(content(transfer) + " " + ordinal),
        kind,
        transfer.network(),
        transfer.currency(),
        transfer.transactionHash(),
        found.token().text(),
        found.sender().text(),
        found.recipient().text(),
        transfer.amountMinor(),
        floatMinor,
        arrivalOf,
        request.note(),
        now,
        true);
  }

  private static String content(BookTransfer transfer) {
    return String.join(
        " ",
        "treasury movement v1",
        transfer.network(),
        transfer.transactionHash(),
        transfer.found().token().text(),
        transfer.found().sender().text(),
        transfer.found().recipient().text(),
        transfer.amountMinor().toString());
  }

  private static String id(String content) {
    try {
      return IdPrefix.MOVEMENT.ofContent(
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static <T> Result<T> invalid(String message) {
    return Result.rejected(ApiError.of(ErrorCode.VALIDATION_ERROR, message));
  }
}
