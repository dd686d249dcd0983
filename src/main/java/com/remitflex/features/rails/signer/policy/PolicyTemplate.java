package com.remitflex.features.rails.signer.policy;

import com.remitflex.features.recipients.wallets.EvmAddress;

/** The policy of a new signer: it allows nothing, and shows how to allow something. */
public final class PolicyTemplate {
  private PolicyTemplate() {}

  /** The text of the file, which sweeps deposits to this treasury. */
  public static String text(EvmAddress treasury) {
    return TEXT.replace("TREASURY", treasury.text());
  }

  private static final String TEXT =
      """
      // What this signer may sign. Everything else is rejected, and a field that is not known
      // stops the start. Restart the signer after a change.
      //
      // Amounts and fees are whole numbers in quotation marks: amounts in the smallest unit of the
      // currency (of USDC, "1000000" is 1 USDC), fees in wei ("1000000000" is 1 gwei).
      {
        // Per currency, over all networks: the maximum of one payout, and of all payouts of a
        // UTC day. Sweeps to the treasury do not count.
        "ceilings": {
          // "USDC": {"per_transaction": "10000000000", "per_day": "100000000000"}
        },

        // The addresses to which deposits may be swept: the treasury of this signer.
        "sweep_destinations": ["TREASURY"],

        // How many seconds after the request an authorisation may end.
        "max_window_seconds": 86400,

        "networks": {
          // "ethereum": {
          //   "chain_id": "1",
          //   // What the relayers may spend on gas: per transaction, and per UTC day.
          //   "fees": {
          //     "max_gas": 150000,
          //     "max_fee_per_gas_wei": "200000000000",
          //     "max_priority_fee_per_gas_wei": "10000000000",
          //     "per_day_wei": "1000000000000000000"
          //   },
          //   // Compare each value with the token's own documentation: name and version are those
          //   // of its EIP-712 domain.
          //   "tokens": {
          //     "USDC": {
          //       "contract": "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48",
          //       "name": "USD Coin",
          //       "version": "2",
          //       "functions": ["transferWithAuthorization", "cancelAuthorization"]
          //     }
          //   }
          // }
        }
      }
      """;
}
