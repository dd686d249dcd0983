package com.remitflex.features.treasury.books;

import com.remitflex.features.rails.evm.follower.FoundTransfer;
import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.networks.ChainToken;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.features.treasury.books.Holding.Place;
import com.remitflex.platform.money.Currency;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What each address holds after some transfers. */
final class MovedHoldings {
  private final ChainNetwork network;
  private final boolean isBeginning;
  private final Map<Place, Holding> holdings = new HashMap<>();

  /**
   * The holdings before the transfers.
   *
   * @param isBeginning whether the books begin, so that every address is to be asked about
   */
  MovedHoldings(ChainNetwork network, boolean isBeginning, List<Holding> before) {
    this.network = network;
    this.isBeginning = isBeginning;
    before.forEach(one -> holdings.put(one.place(), one));
    for (ChainToken token : network.tokens()) {
      Place treasury = new Place(network.name(), token.contract(), network.treasury());
      holdings.computeIfAbsent(treasury, place -> first(place, token.currency()));
    }
  }

  private Holding first(Place place, Currency currency) {
    boolean isTreasury = place.address().equals(network.treasury());
    return Holding.first(place, currency, isTreasury, !isBeginning && !isTreasury);
  }

  MovedHoldings after(List<BookTransfer> transfers) {
    for (BookTransfer one : transfers) {
      if (one.isOutgoing()) {
        move(one.found(), one.found().sender(), one.amountMinor().negate());
      }
      if (one.isIncoming()) {
        move(one.found(), one.found().recipient(), one.amountMinor());
      }
    }
    return this;
  }

  private void move(FoundTransfer transfer, EvmAddress address, BigInteger minor) {
    Place place = new Place(network.name(), transfer.token(), address);
    Holding before = holdings.computeIfAbsent(place, absent -> first(absent, transfer.currency()));
    holdings.put(place, before.moved(minor, transfer.blockHeight()));
  }

  List<Holding> all() {
    return List.copyOf(holdings.values());
  }
}
