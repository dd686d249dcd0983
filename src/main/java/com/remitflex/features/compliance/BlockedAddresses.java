package com.remitflex.features.compliance;

import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.jobs.PeriodicTask;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses with which nothing may be exchanged: a file with one address per line, which is
 * read again when it changes. If the changed file is unusable, the last list stays in use.
 */
public final class BlockedAddresses implements AddressScreening, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BlockedAddresses.class);

  private static final Duration CHECK_INTERVAL = Duration.ofSeconds(2);
  private static final Pattern ADDRESS = Pattern.compile("0[xX][0-9a-fA-F]{40}");
  private static final int MAX_SHOWN = 60;

  private final Path file;
  private final PeriodicTask reload;
  private volatile Set<String> blocked;
  private volatile String lastError = "";

  /** The file is missing or has a line that is not an address; the message names it. */
  public static final class UnusableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnusableException(String message) {
      super(message);
    }
  }

  private BlockedAddresses(Path file) {
    this.file = file;
    this.blocked = read(file);
    this.reload =
        PeriodicTask.every(
            CHECK_INTERVAL,
            "blocked-addresses",
            "the changed list of blocked addresses was not read, and the last one stays in use",
            this::reloadIfChanged);
  }

  /**
   * Reads the file and starts to watch it.
   *
   * @throws UnusableException if it is not a list of addresses
   */
  public static BlockedAddresses start(Path file) {
    BlockedAddresses addresses = new BlockedAddresses(file);
    addresses.reload.start();
    return addresses;
  }

  /**
   * The addresses of a file, in lower case: one per line; `#` begins a comment.
   *
   * @throws UnusableException naming the first line that is not an address
   */
  public static Set<String> read(Path file) {
    Set<String> addresses = new HashSet<>();
    List<String> lines = lines(file);
    for (int i = 0; i < lines.size(); i++) {
      String text = lines.get(i).replaceFirst("#.*", "").strip();
      if (!text.isEmpty()) {
        if (!ADDRESS.matcher(text).matches()) {
          throw new UnusableException(
              file
                  + ", line "
                  + (i + 1)
                  + ": '"
                  + (text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "…" : text)
                  + "' is not an address: it must be 0x and 40 hexadecimal digits. Write one"
                  + " address per line; # begins a comment.");
        }
        addresses.add(text.toLowerCase(Locale.ROOT));
      }
    }
    return Set.copyOf(addresses);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new UnusableException(file + " does not exist.");
    } catch (CharacterCodingException e) {
      throw new UnusableException(file + " is not a text in UTF-8.");
    } catch (IOException e) {
      throw new UnusableException(file + " cannot be read: " + e.getMessage());
    }
  }

  /** Compares the contents: a tool may replace a file without changing its time. */
  private void reloadIfChanged() {
    try {
      Set<String> read = read(file);
      lastError = "";
      if (!read.equals(blocked)) {
        blocked = read;
        LOG.info("read {} blocked addresses from {}", read.size(), file);
      }
    } catch (UnusableException e) {
      reportOnce(String.valueOf(e.getMessage()));
    }
  }

  /** One line in the log per error, not one every two seconds. */
  private void reportOnce(String error) {
    if (!error.equals(lastError)) {
      lastError = error;
      LOG.error(
          "the list of blocked addresses was not read, and the last one stays in use: {}", error);
    }
  }

  @Override
  public boolean isBlocked(Environment environment, String address) {
    return blocked.contains(address.toLowerCase(Locale.ROOT));
  }

  @Override
  public void close() {
    reload.close();
  }
}
