package com.remitflex.features.accounts.deposits.addresses;

import com.remitflex.platform.database.Database;
import com.remitflex.platform.jobs.PeriodicTask;
import com.remitflex.platform.secrets.KeyHasher;
import com.remitflex.platform.secrets.journal.InstallationStore;
import com.remitflex.platform.secrets.journal.JournalFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A copy of all deposit addresses outside the database, from which a restored database learns which
 * were created since its backup. A process shows no address before it is in its log, and each node
 * also copies those of the others.
 */
public final class AddressLog implements IssuedAddresses, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AddressLog.class);
  private static final String NAME = "deposit-addresses";
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final Database database;
  private final AddressLineJson format;
  private final Path directory;
  private final PeriodicTask task;

  /** In a directory of this installation; found at the first use. */
  private Optional<JournalFiles> files = Optional.empty();

  /** Held while lines are written. */
  private final ReentrantLock writing = new ReentrantLock();

  /** The indexes that are in the log. */
  private final Set<Integer> written = ConcurrentHashMap.newKeySet();

  private boolean isRead;

  /** Where the next look for new rows begins; empty if all are to be copied. */
  private Optional<String> next = Optional.empty();

  private boolean isFailing;

  /**
   * A log of this installation.
   *
   * @param directory of the logs of all installations
   */
  public AddressLog(Database database, KeyHasher hasher, Path directory) {
    this.database = database;
    this.format = new AddressLineJson(hasher);
    this.directory = directory;
    this.task =
        PeriodicTask.every(
            INTERVAL,
            "address-log",
            "the log of deposit addresses will be written in a second",
            this::copy);
  }

  /** Copies from now on the addresses that other nodes and commands create. */
  public AddressLog start() {
    copy();
    task.start();
    return this;
  }

  Database database() {
    return database;
  }

  @Override
  public boolean record(DepositAddress address) {
    return written.contains(address.index())
        || attempt(
            () -> append(List.of(address)), "an address that cannot be recorded is not shown");
  }

  /** Copies the addresses that the log lacks. */
  void copy() {
    attempt(this::copyMissing, "new deposit addresses are not shown");
  }

  private interface Step {
    void run() throws IOException;
  }

  private boolean attempt(Step step, String effect) {
    writing.lock();
    try {
      step.run();
      if (isFailing) {
        isFailing = false;
        LOG.warn("the log of deposit addresses in {} can be written again", directory);
      }
      return true;
    } catch (IOException | RuntimeException e) {
      if (!isFailing) {
        isFailing = true;
        LOG.error(
            "the log of deposit addresses in {} cannot be written ({}): {}. Free disk space, or"
                + " make it writable.",
            directory,
            e.toString(),
            effect);
      }
      return false;
    } finally {
      writing.unlock();
    }
  }

  private void copyMissing() throws IOException {
    prepare();
    if (next.isEmpty()) {
      String now = IssuedAddressStore.addedSince(database, IssuedAddressStore.NOW).next();
      append(IssuedAddressStore.all(database));
      next = Optional.of(now);
      return;
    }
    IssuedAddressStore.Page page = IssuedAddressStore.addedSince(database, next.get());
    append(page.addresses());
    next = Optional.of(page.next());
  }

  /** Appends those that are not in the log. */
  private void append(List<DepositAddress> addresses) throws IOException {
    prepare();
    List<DepositAddress> added =
        addresses.stream().filter(one -> !written.contains(one.index())).toList();
    if (!added.isEmpty()) {
      files().append(format.begin(), added.stream().map(format::line).toList());
      added.forEach(one -> written.add(one.index()));
    }
  }

  /** Finds out what the log contains; one that was removed is begun again. */
  private void prepare() throws IOException {
    if (isRead && files().exists()) {
      return;
    }
    if (!files().exists()) {
      files().append(format.begin(), List.of());
    }
    written.clear();
    next = Optional.empty();
    written.addAll(read().indexes());
    isRead = true;
  }

  /** What the files contain. */
  AddressLogContent read() throws IOException {
    writing.lock();
    try {
      AddressLogContent content = new AddressLogContent();
      files().read(line -> format.read(line, content));
      return content;
    } finally {
      writing.unlock();
    }
  }

  private JournalFiles files() {
    if (files.isEmpty()) {
      Path own = directory.resolve(database.with(InstallationStore::name));
      // One file: an address may be paid as long as the platform exists.
      files = Optional.of(new JournalFiles(own, NAME, Long.MAX_VALUE));
    }
    return files.get();
  }

  @Override
  public void close() {
    task.close();
    copy();
  }
}
