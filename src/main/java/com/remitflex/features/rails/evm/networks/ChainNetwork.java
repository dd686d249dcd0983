package com.remitflex.features.rails.evm.networks;

import com.remitflex.features.rails.evm.rpc.RpcUrl;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.money.Currency;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A network as the operator's file describes it.
 *
 * @param name never changes, for example `base`
 * @param trusted whether the word of a single URL is enough
 * @param treasury the address that holds the tokens
 * @param relayers addresses that hold only gas
 * @param depositXpub extended public key of the deposit addresses
 * @param payoutWindow how long an authorisation of a payout is valid
 */
public record ChainNetwork(
    String name,
    long chainId,
    List<RpcUrl> rpcUrls,
    boolean trusted,
    Finality finality,
    FeeBounds fees,
    List<ChainToken> tokens,
    EvmAddress treasury,
    List<EvmAddress> relayers,
    Optional<String> depositXpub,
    Duration payoutWindow) {

  public Optional<ChainToken> token(Currency currency) {
    return tokens.stream().filter(one -> one.currency() == currency).findFirst();
  }

  public Optional<ChainToken> token(EvmAddress contract) {
    return tokens.stream().filter(one -> one.contract().equals(contract)).findFirst();
  }
}
