package com.remitflex.features.members.signin;

import com.remitflex.features.members.people.Link;
import com.remitflex.features.members.people.LinkTokens;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.http.api.UnauthorizedLimit;
import com.remitflex.platform.net.Network;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Limits expensive attempts per minute and node. It counts in memory, before the database is
 * queried and before a password is hashed.
 */
public final class AttemptLimits {
  private final UnauthorizedLimit limit;

  /**
   * The limits of this node.
   *
   * @param limit counts per minute and subject
   */
  public AttemptLimits(UnauthorizedLimit limit) {
    this.limit = limit;
  }

  /** Counts an attempt of an unknown client; RATE_LIMIT_EXCEEDED beyond the limit. */
  @CheckReturnValue
  Optional<ApiError> countNetwork(Client client) {
    return count(Network.of(client.ip()));
  }

  /** Counts an attempt in a known browser; RATE_LIMIT_EXCEEDED beyond the limit. */
  @CheckReturnValue
  Optional<ApiError> countDevice(byte[] tokenHash) {
    return count("device " + HexFormat.of().formatHex(tokenHash));
  }

  /**
   * The link of this token; rejects with NOT_FOUND or RATE_LIMIT_EXCEEDED. Uses of a valid link are
   * counted per link, so that nobody else can lock out its holder; invalid tokens are counted per
   * network.
   */
  @CheckReturnValue
  public Result<LinkTokens.Presented> requireLink(
      Database database, LinkTokens links, Link.Purpose purpose, String token, Client client) {
    Optional<LinkTokens.Presented> found =
        database.with(handle -> links.find(handle, purpose, token));
    if (found.isEmpty()) {
      return Result.rejected(countNetwork(client).orElseGet(LinkTokens::invalid));
    }
    Optional<ApiError> tooMany = count("link " + found.get().link().id());
    return tooMany.isPresent() ? Result.rejected(tooMany.get()) : Result.ok(found.get());
  }

  private Optional<ApiError> count(String subject) {
    OptionalInt wait = limit.count(subject);
    return wait.isPresent() ? Optional.of(tooMany(wait.getAsInt())) : Optional.empty();
  }

  private static ApiError tooMany(int seconds) {
    return ApiError.later(
        ErrorCode.RATE_LIMIT_EXCEEDED,
        "Too many attempts were made from this network. Wait "
            + seconds
            + " s, then try again. A browser in which you have signed in before is counted"
            + " separately.",
        seconds);
  }
}
