package com.remitflex.features.members.signin;

import com.remitflex.features.members.people.Link;
import com.remitflex.features.members.people.LinkTokens;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.UnauthorizedLimit;
import com.remitflex.platform.net.Network;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How often anyone may try what costs much, per minute and node: counted in memory, before the
 * database is asked and before anything is hashed.
 */
public final class AttemptLimits {
  private final UnauthorizedLimit limit;

  /**
   * The limits of this node.
   *
   * @param limit counts per minute and text
   */
  public AttemptLimits(UnauthorizedLimit limit) {
    this.limit = limit;
  }

  /**
   * Counts an attempt of someone unknown.
   *
   * @throws com.remitflex.platform.errors.ApiException RATE_LIMIT_EXCEEDED
   */
  void countNetwork(Client client) {
    count(Network.of(client.ip()));
  }

  /**
   * Counts an attempt in a browser in which this person has signed in before.
   *
   * @throws com.remitflex.platform.errors.ApiException RATE_LIMIT_EXCEEDED
   */
  void countDevice(byte[] tokenHash) {
    count("device " + HexFormat.of().formatHex(tokenHash));
  }

  /**
   * The link of this token. Uses of a good one are counted per link, so that no one else keeps its
   * holder out; tokens that are not good, per network.
   *
   * @throws com.remitflex.platform.errors.ApiException NOT_FOUND, RATE_LIMIT_EXCEEDED
   */
  public LinkTokens.Presented require(
      Database database, LinkTokens links, Link.Purpose purpose, String token, Client client) {
    Optional<LinkTokens.Presented> found =
        database.with(handle -> links.find(handle, purpose, token));
    if (found.isEmpty()) {
      countNetwork(client);
      throw PasswordReset.gone();
    }
    count("link " + found.get().link().id());
    return found.get();
  }

  private void count(String subject) {
    OptionalInt wait = limit.count(subject);
    if (wait.isPresent()) {
      int seconds = wait.getAsInt();
      throw ApiError.later(
              ErrorCode.RATE_LIMIT_EXCEEDED,
              "Too many attempts were made from this network. Wait "
                  + seconds
                  + " s, then try"
                  + " again. A browser in which you have signed in before is counted separately.",
              seconds)
          .exception();
    }
  }
}
