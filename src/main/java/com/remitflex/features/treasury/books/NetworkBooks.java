package com.remitflex.features.treasury.books;

import com.remitflex.features.rails.evm.follower.ChainStatus;
import com.remitflex.features.rails.evm.follower.FollowedChain;
import com.remitflex.features.rails.evm.follower.FoundTransfer;
import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.rpc.Block;
import com.remitflex.features.rails.evm.rpc.ChainUnavailableException;
import com.remitflex.features.rails.evm.rpc.EventLog;
import com.remitflex.features.rails.evm.rpc.Parallel;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.database.Database;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * Keeps the books of one network: every transfer in or out of an address of the platform up to the
 * newest final block, and what each address holds. Incoming transfers are those that the follower
 * has recorded; outgoing ones and the balances are read here, so that both prove each other.
 */
public final class NetworkBooks {
  private static final int MAX_RANGE = 2_000;
  private static final int MAX_RANGES = 10;

  private final Database database;
  private final ChainNetwork network;
  private final BooksSource source;
  private final Openings openings;
  private final NewTransfers newTransfers;
  private int range = MAX_RANGE;

  public NetworkBooks(
      Database database,
      ChainNetwork network,
      BooksSource source,
      Openings openings,
      NewTransfers newTransfers) {
    this.database = database;
    this.network = network;
    this.source = source;
    this.openings = openings;
    this.newTransfers = newTransfers;
  }

  public ChainNetwork network() {
    return network;
  }

  public BooksSource source() {
    return source;
  }

  /**
   * Takes a bounded number of steps towards the newest final block.
   *
   * @return whether the books have reached it
   * @throws ChainUnavailableException the nodes do not respond or do not agree
   */
  public boolean advance() {
    for (int i = 0; i < MAX_RANGES; i++) {
      Optional<Long> target = target();
      if (target.isEmpty()) {
        return false;
      }
      Optional<Book> book = database.with(handle -> BookStore.find(handle, network.name()));
      if (book.isPresent() && book.get().height() >= target.get()) {
        return true;
      }
      try {
        step(book, target.get());
        range = Math.min(MAX_RANGE, range * 2);
      } catch (ChainUnavailableException e) {
        range = Math.max(1, range / 2);
        throw e;
      }
    }
    return false;
  }

  /** Whether there are final blocks that are not in the books. */
  public boolean isBehind() {
    Optional<Long> target = target();
    return target.isPresent()
        && database
            .with(handle -> BookStore.find(handle, network.name()))
            .filter(book -> book.height() >= target.get())
            .isEmpty();
  }

  /** Up to where the follower has read every transfer; empty while the network is paused. */
  private Optional<Long> target() {
    return new ChainStatus(database)
        .find(network.name())
        .filter(chain -> chain.pauseReason().isEmpty())
        .flatMap(NetworkBooks::lastComplete);
  }

  private static Optional<Long> lastComplete(FollowedChain chain) {
    return chain
        .gap()
        .map(gap -> gap.from() - 1)
        .or(() -> chain.place().map(FollowedChain.Place::finalHeight));
  }

  private void step(Optional<Book> book, long target) {
    if (book.isEmpty()) {
      begin(source.block(target));
      return;
    }
    requireSameChain(book.get());
    Block to = source.block(Math.min(target, book.get().height() + range));
    record(book.get(), to, to.height() == target);
  }

  /** The follower notices a replaced final block; until then, nothing is read of another branch. */
  private void requireSameChain(Book book) {
    if (!source.block(book.height()).hash().equals(book.hash())) {
      throw new ChainUnavailableException(
          "block " + book.height() + ", which the treasury ledger has reached, is another one now");
    }
  }

  /** The books begin with what is known, and with what the contracts say. */
  private void begin(Block at) {
    List<BookTransfer> known = BookRange.of(network, incoming(0, at), List.of()).transfers();
    List<Holding> moved = new MovedHoldings(network, true, List.of()).after(known).all();
    List<Holding> read = read(moved, at);
    database.inTransaction(handle -> {
      if (BookStore.begin(handle, network.name(), at)) {
        BookTransferStore.insert(handle, known);
        newTransfers.stored(handle, known);
        save(handle, List.of(), read);
      }
      return true;
    });
  }

  private void record(Book book, Block to, boolean isNewest) {
    long from = book.height() + 1;
    List<FoundTransfer> incoming = incoming(from, to);
    List<Holding> filled = database.with(handle -> BookStore.filled(handle, network.name()));
    List<EventLog> logs = source.outgoing(from, to, senders(filled, incoming));
    BookRange found = BookRange.of(network, incoming, logs);
    List<Holding> before = before(filled, found);
    List<Holding> moved = new MovedHoldings(network, false, before).after(found.transfers()).all();
    List<Holding> after = isNewest ? read(moved, to) : moved;
    database.inTransaction(handle -> {
      if (BookStore.advance(handle, book, to)) {
        BookTransferStore.insert(handle, found.transfers());
        newTransfers.stored(handle, found.transfers());
        ChainStatus.countZeroValues(handle, network.name(), found.zeroValues());
        save(handle, before, after);
      }
      return true;
    });
  }

  private List<FoundTransfer> incoming(long from, Block to) {
    return database.with(
        handle -> ChainStatus.finalTransfers(handle, network.name(), from, to.height()));
  }

  /** Stores what has changed, and the openings of what was not opened before. */
  private void save(Handle handle, List<Holding> before, List<Holding> after) {
    Set<Holding> known = Set.copyOf(before);
    List<Holding> changed = after.stream().filter(one -> !known.contains(one)).toList();
    BookStore.save(handle, changed);
    Set<Holding.Place> opened =
        before.stream().filter(Holding::isOpened).map(Holding::place).collect(Collectors.toSet());
    openings.record(
        handle,
        changed.stream()
            .filter(one -> one.isOpened() && !opened.contains(one.place()))
            .filter(one -> one.isTreasury() || one.openingMinor().signum() != 0)
            .toList());
  }

  /** Who may have sent tokens: only an address that had some, or got some in these blocks. */
  private List<EvmAddress> senders(List<Holding> filled, List<FoundTransfer> incoming) {
    return Stream.of(
            Stream.of(network.treasury()),
            filled.stream().map(one -> one.place().address()),
            incoming.stream().map(FoundTransfer::recipient))
        .flatMap(all -> all)
        .distinct()
        .toList();
  }

  /** The holdings that these transfers may change. */
  private List<Holding> before(List<Holding> filled, BookRange found) {
    Set<EvmAddress> recipients =
        found.transfers().stream()
            .filter(BookTransfer::isIncoming)
            .map(one -> one.found().recipient())
            .collect(Collectors.toSet());
    return recipients.isEmpty()
        ? filled
        : Stream.concat(
                filled.stream(),
                database.with(handle -> BookStore.at(handle, network.name(), recipients)).stream())
            .distinct()
            .toList();
  }

  /** Asks the contracts about the treasury, and about all that moved since they were asked. */
  private List<Holding> read(List<Holding> holdings, Block at) {
    return Parallel.map(
        holdings,
        one ->
            one.isTreasury() || !one.isRead()
                ? one.read(
                    source.balance(one.place().token(), one.place().address(), at.hash()),
                    at.height())
                : one);
  }
}
