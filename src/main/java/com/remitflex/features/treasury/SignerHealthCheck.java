package com.remitflex.features.treasury;

import com.remitflex.features.rails.signer.SignerHealth;
import com.remitflex.features.rails.signer.SignerReply;
import com.remitflex.platform.jobs.ReadOnDemand;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Whether the signer responds. */
public final class SignerHealthCheck implements HealthCheck {
  private static final String NAME = "Signer";
  private static final Duration MAX_AGE = Duration.ofSeconds(15);

  private final ReadOnDemand<SignerReply<SignerHealth>> health;

  /**
   * The check.
   *
   * @param signer asks the signer
   */
  public SignerHealthCheck(Supplier<SignerReply<SignerHealth>> signer) {
    this.health = new ReadOnDemand<>("signer", MAX_AGE, signer);
  }

  @Override
  public List<HealthItem> items() {
    Optional<ReadOnDemand.Read<SignerReply<SignerHealth>>> read = health.get();
    return List.of(
        read.isEmpty()
            ? HealthItem.unknown(NAME, "It is being asked.")
            : item(read.get().value(), read.get().at()));
  }

  private static HealthItem item(Optional<SignerReply<SignerHealth>> reply, Instant at) {
    if (reply.isEmpty()) {
      return HealthItem.problem(
          NAME, "It could not be asked.", at, "Run ./remitflex doctor for the reason.");
    }
    return switch (reply.get()) {
      case SignerReply.Done<SignerHealth>(SignerHealth found) ->
          found.warnings().isEmpty()
              ? HealthItem.ok(
                  NAME, "It works, and has signed " + found.signatures() + " times.", at)
              : HealthItem.attention(
                  NAME, String.join(" ", found.warnings()), at, "See the guide to the signer.");
      case SignerReply.Rejected<SignerHealth>(var code, String reason) ->
          HealthItem.problem(NAME, code + ": " + reason, at, "Correct the policy of the signer.");
      case SignerReply.Unavailable<SignerHealth>(String reason) ->
          HealthItem.problem(
              NAME, reason, at, "Start it with ./remitflex signer up DIR. Payouts wait.");
    };
  }
}
