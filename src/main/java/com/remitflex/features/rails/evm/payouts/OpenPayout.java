package com.remitflex.features.rails.evm.payouts;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.evm.relays.Relay;
import com.remitflex.features.rails.evm.relays.RelayState;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.money.Money;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;

/**
 * A payout, for the operator.
 *
 * @param waiting why nothing happens, for example `liquidity`
 * @param since when it began to wait, or reached its step
 * @param transaction that pays it, or was sent last
 * @param relay what carries it
 * @param validBefore when its latest authorisation ends
 * @param cancellation what carries the cancellation of its authorisation
 * @param objection why it can probably not be paid: it ends with its latest authorisation
 * @param isPaused whether its rail is paused: nothing is signed, sent or replaced
 * @param costWei gas of its final transactions
 * @param proof what shows that it is settled or unpaid
 */
public record OpenPayout(
    String paymentId,
    String accountId,
    String network,
    Money amount,
    EvmAddress recipient,
    Step step,
    Optional<String> waiting,
    Instant since,
    Optional<Bytes32> transaction,
    Optional<Relay> relay,
    Optional<Instant> validBefore,
    boolean isCancelRequested,
    Optional<Relay> cancellation,
    Optional<String> objection,
    boolean isPaused,
    BigInteger costWei,
    Optional<String> proof,
    Instant createdAt) {

  /** How far it is, as people read it: what no relayer has signed yet is not sent. */
  public String progress() {
    boolean isUnsigned =
        relay
            .map(Relay::state)
            .filter(state -> state == RelayState.WAITING || state == RelayState.ASSIGNED)
            .isPresent();
    return step == Step.SENT && isUnsigned ? "with a relayer" : step.word();
  }
}
