package com.remitflex.features.rails.signer.wire;

import com.remitflex.features.rails.signer.Cancellation;
import com.remitflex.features.rails.signer.PayoutAuthorization;
import com.remitflex.features.rails.signer.RelayTransaction;
import com.remitflex.features.rails.signer.SweepAuthorization;

/** A request to the signer: each operation has its own. */
sealed interface Request {
  record SignPayout(PayoutAuthorization authorization) implements Request {}

  record SignSweep(SweepAuthorization authorization) implements Request {}

  record SignCancellation(Cancellation cancellation) implements Request {}

  record SignRelay(RelayTransaction transaction) implements Request {}

  record Addresses() implements Request {}

  record Health() implements Request {}
}
