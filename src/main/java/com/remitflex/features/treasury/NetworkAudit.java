package com.remitflex.features.treasury;

import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.rpc.ChainUnavailableException;
import com.remitflex.features.rails.evm.rpc.Parallel;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.features.treasury.books.Amounts;
import com.remitflex.features.treasury.books.Book;
import com.remitflex.features.treasury.books.BookStore;
import com.remitflex.features.treasury.books.BooksSource;
import com.remitflex.features.treasury.books.Holding;
import com.remitflex.features.treasury.books.NetworkBooks;
import com.remitflex.platform.database.Database;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Brings the books of a network up to date, and asks the chain about every address in them. */
final class NetworkAudit {
  private static final int ADDRESSES_PER_STEP = 200;

  private final Database database;
  private final NetworkBooks books;
  private final Consumer<String> progress;
  private final List<String> errors = new ArrayList<>();
  private final List<FullReport.Gas> gas = new ArrayList<>();

  NetworkAudit(Database database, NetworkBooks books, Consumer<String> progress) {
    this.database = database;
    this.books = books;
    this.progress = progress;
  }

  List<String> errors() {
    return errors;
  }

  List<FullReport.Gas> gas() {
    return gas;
  }

  void run() {
    String name = books.network().name();
    try {
      while (!books.advance() && books.isBehind()) {
        progress.accept(name + ": the treasury ledger has reached block " + height() + ".");
      }
      Optional<Book> book = database.with(handle -> BookStore.find(handle, name));
      book.ifPresent(this::ask);
    } catch (ChainUnavailableException e) {
      errors.add(name + ": the chain could not be read: " + e.getMessage());
    }
  }

  private long height() {
    return database
        .with(handle -> BookStore.find(handle, books.network().name()))
        .map(Book::height)
        .orElse(0L);
  }

  private void ask(Book book) {
    List<Holding> all = database.with(handle -> BookStore.holdings(handle, book.network()));
    for (int from = 0; from < all.size(); from += ADDRESSES_PER_STEP) {
      List<Holding> some = all.subList(from, Math.min(all.size(), from + ADDRESSES_PER_STEP));
      Parallel.map(some, one -> compare(one, book)).stream()
          .flatMap(Optional::stream)
          .forEach(errors::add);
      if (all.size() > ADDRESSES_PER_STEP) {
        progress.accept(
            book.network() + ": " + (from + some.size()) + " of " + all.size() + " balances read.");
      }
    }
    readGas(book);
  }

  private Optional<String> compare(Holding holding, Book book) {
    BigInteger held =
        books.source().balance(holding.place().token(), holding.place().address(), book.hash());
    return held.equals(holding.heldMinor())
        ? Optional.empty()
        : Optional.of(
            holding.place().address()
                + " on "
                + book.network()
                + " holds "
                + Amounts.text(holding.currency(), held)
                + " in block "
                + book.height()
                + ", but the treasury ledger says "
                + Amounts.text(holding.currency(), holding.heldMinor()));
  }

  private void readGas(Book book) {
    ChainNetwork network = books.network();
    BooksSource source = books.source();
    Stream.concat(
            Stream.of(new Owner("treasury", network.treasury())),
            network.relayers().stream().map(one -> new Owner("relayer", one)))
        .map(one ->
            new FullReport.Gas(
                network.name(),
                one.role(),
                one.address(),
                source.gasWei(one.address(), book.hash())))
        .forEach(gas::add);
  }

  private record Owner(String role, EvmAddress address) {}
}
