package com.remitflex.features.exchange.positions;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.ledger.SubAccount;
import com.remitflex.platform.money.Money;
import java.util.Optional;

/**
 * An exchange of two currencies of one account over its sub-account `fx`. It moves both sides and
 * counts them in the position of the pair, so that positions and ledger agree.
 *
 * @param in what the platform receives
 * @param out what the platform gives for it
 * @param reason of both lines of the ledger, a lower-case word
 * @param objectId ID of the payment or conversion
 */
public record Exchange(HeadId head, Money in, Money out, String reason, Optional<String> objectId) {

  /** Moves `in` from one sub-account, and `out` to another. */
  public void post(Effects effects, SubAccount from, SubAccount to) {
    effects.move(head, from, SubAccount.FX, in, reason, objectId);
    effects.move(head, SubAccount.FX, to, out, reason, objectId);
    count(effects, 1);
  }

  /** Reverses {@link #post} with the same sub-accounts. */
  public void reverse(Effects effects, SubAccount from, SubAccount to) {
    effects.move(head, SubAccount.FX, from, in, reason, objectId);
    effects.move(head, to, SubAccount.FX, out, reason, objectId);
    count(effects, -1);
  }

  private void count(Effects effects, int sign) {
    FxPositionStore.Pair pair = new FxPositionStore.Pair(head, in.currency(), out.currency());
    effects
        .count(
            FxPositionStore.COUNTER,
            new FxPositionStore.Key(pair, FxPositionStore.Column.IN),
            sign * in.minor())
        .count(
            FxPositionStore.COUNTER,
            new FxPositionStore.Key(pair, FxPositionStore.Column.OUT),
            sign * out.minor())
        .count(
            FxPositionStore.COUNTER,
            new FxPositionStore.Key(pair, FxPositionStore.Column.NUMBER),
            sign);
  }
}
