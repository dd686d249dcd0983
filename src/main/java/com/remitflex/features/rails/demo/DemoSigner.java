package com.remitflex.features.rails.demo;

import com.remitflex.features.rails.signer.SignerAddresses;
import com.remitflex.features.rails.signer.SignerReply;
import com.remitflex.features.rails.signer.keys.NewSigner;
import com.remitflex.features.rails.signer.keys.Passphrase;
import com.remitflex.features.rails.signer.keys.ScryptCost;
import com.remitflex.features.rails.signer.service.LocalSigner;
import com.remitflex.features.recipients.wallets.EvmAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** The signer of the demo chain: its keys, and a policy that allows payouts on this chain only. */
final class DemoSigner {
  private static final int PASSPHRASE_BYTES = 32;

  /** Low: nobody can guess so many random bytes, however little time each attempt takes. */
  private static final ScryptCost COST = new ScryptCost(1 << 10, 8, 1);

  private static final String POLICY_FILE = "policy.jsonc";
  private static final long WEI_PER_GWEI = 1_000_000_000;

  private final DemoFiles files;

  DemoSigner(DemoFiles files) {
    this.files = files;
  }

  /** Creates the keys unless they exist, and returns the addresses. */
  SignerAddresses prepare() {
    if (!Files.exists(files.passphrase()) && !Files.exists(files.signer())) {
      byte[] random = new byte[PASSPHRASE_BYTES];
      new SecureRandom().nextBytes(random);
      DemoFiles.write(files.passphrase(), HexFormat.of().formatHex(random) + "\n");
    }
    char[] passphrase = Passphrase.read(files.passphrase());
    try {
      if (!Files.exists(files.signer())) {
        // Its mnemonic is shown to nobody: nothing on this chain has any value.
        new NewSigner(files.signer(), 1, Optional.empty(), COST).create(passphrase, created -> {});
      }
      return addresses(passphrase);
    } finally {
      Arrays.fill(passphrase, '\0');
    }
  }

  private SignerAddresses addresses(char[] passphrase) {
    try (LocalSigner signer = LocalSigner.open(files.signer(), passphrase, Clock.systemUTC())) {
      if (signer.addresses() instanceof SignerReply.Done<SignerAddresses>(SignerAddresses own)) {
        return own;
      }
      throw new IllegalStateException("the signer in this process has no addresses");
    }
  }

  /** Allows transfers of this token. */
  void allow(EvmAddress token, SignerAddresses signer) {
    Path policy = files.signer().resolve(POLICY_FILE);
    DemoFiles.write(policy, policy(token, signer));
  }

  private static String policy(EvmAddress token, SignerAddresses signer) {
    return """
    // What the signer of the demo chain may sign. It is written again at each start.
    {
      "ceilings": {"%s": {"per_transaction": "1000000000000", "per_day": "100000000000000"}},
      "sweep_destinations": ["%s"],
      "max_window_seconds": 86400,
      "networks": {
        "%s": {
          "chain_id": "%d",
          "fees": {
            "max_gas": 500000,
            "max_fee_per_gas_wei": "%d",
            "max_priority_fee_per_gas_wei": "%d",
            "per_day_wei": "100000000000000000000"
          },
          "tokens": {
            "%s": {
              "contract": "%s",
              "name": "%s",
              "version": "%s",
              "functions": ["transferWithAuthorization", "cancelAuthorization"]
            }
          }
        }
      }
    }
    """
        .formatted(
            DemoNetwork.CURRENCY,
            signer.treasury(),
            DemoNetwork.NAME,
            AnvilProcess.CHAIN_ID,
            DemoNetwork.MAX_FEE_GWEI * WEI_PER_GWEI,
            DemoNetwork.MAX_PRIORITY_FEE_GWEI * WEI_PER_GWEI,
            DemoNetwork.CURRENCY,
            token,
            DemoNetwork.TOKEN_NAME,
            DemoNetwork.TOKEN_VERSION);
  }
}
