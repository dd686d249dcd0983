package com.remitflex.features.apikeys.journal;

import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.GracePeriods;
import com.remitflex.features.apikeys.KeyStore;
import com.remitflex.features.apikeys.journal.JournalEntry.Grace;
import com.remitflex.features.apikeys.journal.JournalEntry.KeyState;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.jobs.PeriodicTask;
import com.remitflex.platform.secrets.KeyHasher;
import com.remitflex.platform.secrets.journal.InstallationStore;
import com.remitflex.platform.secrets.journal.JournalFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A copy of the revocation log outside the database, from which a restored database learns what was
 * restricted since its backup. Each node writes the entries of all nodes; the process that
 * restricts a key writes them before it returns a response.
 */
public final class RevocationJournal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RevocationJournal.class);
  private static final String NAME = "revocations";
  private static final long MAX_FILE_BYTES = 16L << 20;
  private static final int ENTRIES_PER_STEP = 500;
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final Database database;
  private final KeyStore keys;
  private final JournalLineJson format;
  private final Path directory;
  private final long maxFileBytes;
  private final PeriodicTask task;

  /** In a directory of this installation; found at the first use. */
  private Optional<JournalFiles> files = Optional.empty();

  /** Held while entries are copied, so that each is written once by this process. */
  private final ReentrantLock copying = new ReentrantLock();

  /** The last number that is in the journal; negative before the files are read. */
  private long written = -1;

  private boolean isFailing;

  public RevocationJournal(Database database, KeyHasher hasher, Path directory) {
    this(database, hasher, directory, MAX_FILE_BYTES);
  }

  RevocationJournal(Database database, KeyHasher hasher, Path directory, long maxFileBytes) {
    this.database = database;
    this.keys = new KeyStore(hasher);
    this.format = new JournalLineJson(hasher);
    this.directory = directory;
    this.maxFileBytes = maxFileBytes;
    this.task =
        PeriodicTask.every(
            INTERVAL,
            "revocation-journal",
            "the revocation journal will be written in a second",
            this::write);
  }

  /** Copies from now on what other nodes and commands restrict. */
  public RevocationJournal start() {
    write();
    task.start();
    return this;
  }

  Database database() {
    return database;
  }

  KeyStore keys() {
    return keys;
  }

  /**
   * Writes the entries that are missing. It returns after they are on the disk. If they cannot be
   * written, the restriction is in effect nevertheless: this is logged, and tried again until it
   * succeeds.
   */
  public void write() {
    copying.lock();
    try {
      copy();
      if (isFailing) {
        isFailing = false;
        LOG.warn("the revocation journal in {} is complete again", directory);
      }
    } catch (IOException | RuntimeException e) {
      if (!isFailing) {
        isFailing = true;
        LOG.error(
            "the revocation journal in {} cannot be written ({}): revocations are in effect, but a"
                + " restore would not know them. Free disk space, or make it writable.",
            directory,
            e.toString());
      }
    } finally {
      copying.unlock();
    }
  }

  private JournalFiles files() {
    if (files.isEmpty()) {
      String installation = database.with(InstallationStore::name);
      files = Optional.of(new JournalFiles(directory.resolve(installation), NAME, maxFileBytes));
    }
    return files.get();
  }

  private void copy() throws IOException {
    JournalFiles to = files();
    if (written < 0) {
      JournalContent content = read();
      if (content.isEmpty()) {
        // A new journal gets everything that the log has.
        to.append(format.line(JournalEntry.begin(0)), List.of());
      }
      written = content.last();
    }
    for (List<JournalEntry> next = next(); !next.isEmpty(); next = next()) {
      List<String> lines = new ArrayList<>();
      if (next.getFirst().number() != written + 1) {
        // Entries are missing, for example after a restore without this journal.
        lines.add(format.line(JournalEntry.begin(next.getFirst().number() - 1)));
      }
      next.forEach(entry -> lines.add(format.line(entry)));
      to.append(format.line(JournalEntry.begin(written)), lines);
      written = next.getLast().number();
    }
  }

  private List<JournalEntry> next() {
    return database.inSnapshot(handle -> {
      List<JournalStore.Row> rows = JournalStore.after(handle, written, ENTRIES_PER_STEP);
      Set<String> ids = new LinkedHashSet<>();
      rows.forEach(row -> ids.add(row.keyId()));
      Map<String, KeyState> states = states(handle, ids);
      return rows.stream()
          .map(row -> JournalEntry.of(row.number(), Optional.ofNullable(states.get(row.keyId()))))
          .toList();
    });
  }

  private Map<String, KeyState> states(Handle handle, Set<String> ids) {
    if (ids.isEmpty()) {
      return Map.of();
    }
    Map<String, GracePeriods> graces = keys.gracePeriods(handle, ids, DatabaseClock.read(handle));
    Map<String, KeyState> states = new HashMap<>();
    for (ApiKey key : keys.byIds(handle, ids)) {
      List<Grace> valid =
          graces.getOrDefault(key.id(), GracePeriods.none(key.id())).secrets().stream()
              .map(one -> new Grace(one.generation(), one.grace().toSeconds(), one.endsAt()))
              .toList();
      states.put(
          key.id(),
          new KeyState(
              key.id(), key.generation(), key.hash(), key.display(), key.revokedAt(), valid));
    }
    return states;
  }

  /** What the files contain. */
  JournalContent read() throws IOException {
    copying.lock();
    try {
      JournalContent content = new JournalContent();
      files().read(line -> format.read(line).ifPresent(content::add));
      return content;
    } finally {
      copying.unlock();
    }
  }

  /** Lets the next {@link #write} read the files again, because the log was renumbered. */
  void forgetPosition() {
    copying.lock();
    try {
      written = -1;
    } finally {
      copying.unlock();
    }
  }

  @Override
  public void close() {
    task.close();
    write();
  }
}
