package com.remitflex.features.accounts.deposits.unknown;

import com.remitflex.features.rails.evm.strays.StrayTransfer;
import java.util.Optional;

/**
 * A transfer that is not credited.
 *
 * @param accountId the account whose address it is; empty for the treasury
 */
public record UnknownTransfer(StrayTransfer transfer, Optional<String> accountId) {}
