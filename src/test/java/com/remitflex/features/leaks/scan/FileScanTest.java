package com.remitflex.features.leaks.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.remitflex.features.apikeys.ApiKeyFormat;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.text.ApiKeyText;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The search in files and directories. */
@Tag("process")
class FileScanTest {
  private static final String KEY = ApiKeyFormat.generate(Environment.LIVE);
  private static final String SHOWN = ApiKeyText.display(KEY);

  @TempDir private Path directory;

  private static Scan scan(Path... paths) {
    Scan scan = new Scan(Set.of());
    scan.files(List.of(paths));
    return scan;
  }

  private Finding finding(Path file, long line) {
    return new Finding(file.toString(), line, Optional.empty(), SHOWN);
  }

  private Path write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @Test
  void everyFileBelowADirectoryIsSearched() throws IOException {
    Path deep = write("a/b/.env", "\n\nKEY=" + KEY + "\n");
    Path text = write("notes.txt", KEY);
    write("clean.txt", "rf_live_ nothing here");
    Path binary = directory.resolve("binary");
    Files.write(binary, ("\0\1\2" + KEY + "\0").getBytes(StandardCharsets.ISO_8859_1));
    Path wide = directory.resolve("wide.ps1");
    Files.writeString(wide, "\r\n$k='" + KEY + "'", StandardCharsets.UTF_16LE);

    Scan scan = scan(directory);

    assertThat(scan.findings())
        .containsExactlyInAnyOrder(
            finding(deep, 3), finding(text, 1), finding(binary, 1), finding(wide, 2));
    assertThat(scan.errors()).isEmpty();
    assertThat(scan.contents()).isEqualTo(5);
  }

  @Test
  @Timeout(60)
  void aKeyIsFoundAnywhereInALargeFileAndAcrossItsParts() throws IOException {
    Path large = directory.resolve("large");
    long part = 16L << 20;
    try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
      file.write('\n');
      for (long at : new long[] {part - 30, 2 * part - 1, 2 * part + 57, 3 * part - 57}) {
        file.seek(at);
        file.write(KEY.getBytes(StandardCharsets.US_ASCII));
      }
      file.setLength(3 * part);
    }

    Scan scan = scan(large);

    assertThat(scan.findings()).containsExactly(finding(large, 2));
    assertThat(scan.bytes()).isEqualTo(3 * part);
    assertThat(new ByteScan().hits(Files.newInputStream(large))).hasSize(4);
  }

  @Test
  void oneVeryLongLineIsSearchedAsAnyOther() throws IOException {
    Path file = write("min.js", "x".repeat(5 << 20) + KEY + "x".repeat(100));

    assertThat(scan(file).findings()).containsExactly(finding(file, 1));
  }

  @Test
  @Timeout(60)
  void linksInACircleEndAndALinkThatIsNamedIsFollowed() throws IOException {
    Path file = write("real/key", KEY);
    Files.createSymbolicLink(directory.resolve("real/up"), directory);
    Files.createSymbolicLink(directory.resolve("itself"), directory.resolve("itself"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("real"));

    assertThat(scan(directory).findings()).containsExactly(finding(file, 1));
    assertThat(scan(link).findings()).containsExactly(finding(link.resolve("key"), 1));
  }

  @Test
  void whatCannotBeReadIsToldAndTheRestIsSearched() throws IOException {
    Path file = write("key", KEY);
    // A regular file by its looks, whose first byte is an error of the device for anyone.
    Path unreadable = Path.of("/proc/self/mem");
    assumeTrue(Files.exists(unreadable), "no /proc here");

    Scan scan = scan(directory.resolve("missing"), unreadable, file);

    assertThat(scan.findings()).containsExactly(finding(file, 1));
    assertThat(scan.errors())
        .extracting(ScanError::place)
        .containsExactlyInAnyOrder(directory.resolve("missing").toString(), unreadable.toString());
  }

  @Test
  void aPipeBelowADirectoryIsNotWaitedFor() throws Exception {
    Process made = new ProcessBuilder("mkfifo", directory.resolve("pipe").toString()).start();
    assumeTrue(made.waitFor() == 0, "no mkfifo here");

    assertThat(scan(directory).errors()).isEmpty();
  }

  @Test
  void aKeyThatIsKnownIsNotTold() throws IOException {
    Path file = write("key", KEY + "\n" + ApiKeyFormat.generate(Environment.SANDBOX));
    Scan scan = new Scan(Set.of(SHOWN));

    scan.files(List.of(file));

    assertThat(scan.findings()).hasSize(1).noneMatch(one -> one.display().equals(SHOWN));
  }

  @Test
  void aNameThatIsAKeyOrHasALineOfItsOwnIsShownWithoutIt() throws IOException {
    write(KEY + "\nfake.txt:1: rf_live_", KEY);

    String text = scan(directory).findings().getFirst().text();

    assertThat(text).doesNotContain(KEY).doesNotContain("\n").contains(SHOWN);
  }
}
