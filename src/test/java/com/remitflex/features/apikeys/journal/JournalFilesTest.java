package com.remitflex.features.apikeys.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.apikeys.journal.JournalEntry.KeyState;
import com.remitflex.platform.secrets.KeyHasher;
import com.remitflex.platform.secrets.journal.JournalFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of the journal after crashes, and which entries they count as complete. */
class JournalFilesTest {
  private static final JournalLineJson FORMAT = new JournalLineJson(new KeyHasher(new byte[32]));

  @TempDir private Path directory;

  private static String line(long number) {
    return FORMAT.line(
        JournalEntry.of(
            number,
            Optional.of(
                new KeyState(
                    "key_" + number % 7,
                    number,
                    new byte[] {1, 2},
                    "rf_test_0123…PEZZ",
                    number % 2 == 0 ? Optional.of(Instant.EPOCH) : Optional.empty(),
                    List.of()))));
  }

  private JournalContent read(JournalFiles files) throws IOException {
    JournalContent content = new JournalContent();
    files.read(line -> FORMAT.read(line).ifPresent(content::add));
    return content;
  }

  private void append(JournalFiles files, long begin, long... numbers) throws IOException {
    List<String> lines = new ArrayList<>();
    for (long number : numbers) {
      lines.add(line(number));
    }
    files.append(FORMAT.line(JournalEntry.begin(begin)), lines);
  }

  @Test
  void aLineThatIsCutOffIsWrittenAgain() throws IOException {
    JournalFiles files = new JournalFiles(directory.resolve("journal"), "revocations", 1 << 20);
    append(files, 4, 5, 6);
    Path file = directory.resolve("journal/revocations.log");
    Files.writeString(file, line(7).substring(0, 90), StandardOpenOption.APPEND);
    assertThat(read(files).last()).isEqualTo(6);

    append(files, 6, 7, 8);

    JournalContent content = read(files);
    assertThat(content.last()).isEqualTo(8);
    assertThat(content.isCompleteAfter(4)).isTrue();
    assertThat(content.isCompleteAfter(8)).isTrue();
    assertThat(content.isCompleteAfter(3)).as("an entry before it").isFalse();
    assertThat(content.isCompleteAfter(9)).as("an entry that it lacks").isFalse();
  }

  @Test
  void aLineThatIsChangedOrMissingIsNoticed() throws IOException {
    JournalFiles files = new JournalFiles(directory, "revocations", 1 << 20);
    append(files, 0, 1, 2, 3, 4);
    Path file = directory.resolve("revocations.log");
    String text = Files.readString(file);

    Files.writeString(file, text.replace("\"number\":2,", "\"number\":9,"));

    JournalContent content = read(files);
    assertThat(content.last()).isEqualTo(4);
    assertThat(content.isCompleteAfter(0)).isFalse();
    assertThat(content.isCompleteAfter(2)).isTrue();
    assertThat(content.keys()).containsOnlyKeys("key_1", "key_3", "key_4");
    assertThat(new JournalContent().isCompleteAfter(0)).isFalse();
  }

  @Test
  void theFilesRotateWithoutAGap() throws IOException {
    JournalFiles files = new JournalFiles(directory, "revocations", 2_000);
    for (long number = 1; number <= 40; number++) {
      append(files, number - 1, number);
    }

    assertThat(directory.resolve("revocations.2.log")).exists();
    JournalContent content = read(files);
    assertThat(content.isCompleteAfter(0)).isTrue();
    assertThat(content.last()).isEqualTo(40);

    // Two processes may write an entry twice; the newest state of a key counts.
    append(files, 39, 38, 39, 40);
    assertThat(read(files).isCompleteAfter(0)).isTrue();
    assertThat(read(files).keys().get("key_5").key().generation()).isEqualTo(40);
  }

  @Test
  void theOldestFilesAreDeleted() throws IOException {
    JournalFiles files = new JournalFiles(directory, "revocations", 300);
    for (long number = 1; number <= 40; number++) {
      append(files, number - 1, number);
    }

    assertThat(Files.list(directory)).hasSize(10);
    JournalContent content = read(files);
    assertThat(content.isCompleteAfter(0)).isFalse();
    assertThat(content.isCompleteAfter(30)).isTrue();
  }
}
