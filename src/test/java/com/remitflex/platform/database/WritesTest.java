package com.remitflex.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.remitflex.testing.Await;
import com.remitflex.testing.CommitCutter;
import com.remitflex.testing.CommitCutter.Cut;
import com.remitflex.testing.TestPlatform;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Writes that are sent together with their COMMIT: all of their rows are there, or none. */
class WritesTest {
  private static final String TABLE = "written_with_commit";

  private static final Batch<String> INSERT = texts(Batch.insert(TABLE));

  private static final Batch<String> UPDATE =
      texts(
          Batch.statement(
              "UPDATE " + TABLE + " t SET text = t.text || '''' FROM :rows WHERE t.text = v.text"));

  private static final Batch<String> DELETE =
      texts(Batch.statement("DELETE FROM " + TABLE + " t USING :rows WHERE t.text = v.text"));

  private static final Batch<String> SAVE =
      texts(
          Batch.statement(
              "INSERT INTO "
                  + TABLE
                  + " AS t (text) SELECT v.text FROM :rows"
                  + " ON CONFLICT (text) DO UPDATE SET text = t.text || '!'"));

  /** PostgreSQL rejects it inside another WITH. */
  private static final Batch<String> WITH =
      texts(
          Batch.statement(
              "WITH one AS (DELETE FROM "
                  + TABLE
                  + " WHERE text = 'old' RETURNING text) INSERT INTO "
                  + TABLE
                  + " (text) SELECT v.text FROM one, :rows"));

  private static TestPlatform platform;
  private static CommitCutter cutter;
  private static Database cut;

  private static Batch<String> texts(Batch.Columns<String> columns) {
    return columns.text("text", text -> text).build();
  }

  @BeforeAll
  static void open() {
    platform = new TestPlatform();
    cutter = new CommitCutter(platform.url());
    cut = Database.open(cutter.url());
    platform
        .database()
        .with(handle -> handle.execute("CREATE TABLE " + TABLE + " (text text PRIMARY KEY)"));
  }

  @AfterEach
  void empty() {
    platform.database().with(handle -> handle.execute("TRUNCATE " + TABLE));
  }

  @AfterAll
  static void close() {
    platform.close();
    cut.close();
    cutter.close();
  }

  @Test
  void everyKindOfStatementIsCommitted() {
    commit(writes -> writes.add(INSERT, List.of("a", "b", "old")));
    commit(writes -> {
      writes.add(UPDATE, List.of("a"));
      writes.add(DELETE, List.of("b"));
      writes.add(SAVE, List.of("old", "new"));
      writes.add(INSERT, List.of("c"));
    });

    assertThat(stored()).containsExactly("a'", "c", "new", "old!");
  }

  @Test
  void aStatementWithItsOwnWithIsCommitted() {
    commit(writes -> writes.add(INSERT, List.of("old")));
    commit(writes -> {
      writes.add(INSERT, List.of("a"));
      writes.add(WITH, List.of("b"));
    });

    assertThat(stored()).containsExactly("a", "b");
  }

  @Test
  void withoutWritesTheTransactionEnds() {
    commit(writes -> {});

    assertThat(stored()).isEmpty();
  }

  /** Prepared by name or not: the first uses of a statement differ from the later ones. */
  @ParameterizedTest
  @ValueSource(ints = {1, 12})
  void ofALostRowNothingIsCommitted(int times) {
    try (Handle handle = platform.database().openForEngine()) {
      for (int i = 0; i < times; i++) {
        handle.begin();
        assertThatThrownBy(() ->
                Writes.commit(
                    handle,
                    writes -> {
                      writes.add(INSERT, List.of("a", "b"));
                      writes.add(UPDATE, List.of("a", "absent"));
                      writes.add(INSERT, List.of("c"));
                    }))
            .isNotInstanceOf(Writes.UnansweredException.class)
            .rootCause()
            .asInstanceOf(type(SQLException.class))
            .returns("P0004", SQLException::getSQLState)
            .extracting(Throwable::getMessage)
            .asString()
            .contains("expected to write 2 rows, wrote 1: UPDATE " + TABLE);
        handle.rollback();
      }
    }

    assertThat(stored()).isEmpty();
  }

  @Test
  void ofARowThatIsLostBesideAWithNothingIsCommitted() {
    assertThatThrownBy(() ->
            commit(writes -> {
              writes.add(INSERT, List.of("a"));
              writes.add(WITH, List.of("b"));
            }))
        .isInstanceOf(LostRowException.class);

    assertThat(stored()).isEmpty();
  }

  @Test
  void ofARejectedStatementNothingIsCommitted() {
    commit(writes -> writes.add(INSERT, List.of("twice")));
    assertThatThrownBy(() ->
            commit(writes -> {
              writes.add(INSERT, List.of("a"));
              writes.add(INSERT, List.of("twice"));
              writes.add(INSERT, List.of("b"));
            }))
        .isNotInstanceOf(Writes.UnansweredException.class)
        .rootCause()
        .asInstanceOf(type(SQLException.class))
        .returns("23505", SQLException::getSQLState);

    assertThat(stored()).containsExactly("twice");
  }

  /** A check at COMMIT rejects it: nothing is committed, but only the next look can know that. */
  @Test
  void aRejectedCommitIsAnUnknownOutcome() {
    platform
        .database()
        .with(handle ->
            handle.execute(
                """
                CREATE TABLE written_later (text text UNIQUE DEFERRABLE INITIALLY DEFERRED)
                """));
    Batch<String> later = texts(Batch.insert("written_later"));

    assertThatThrownBy(() -> commit(writes -> writes.add(later, List.of("a", "a"))))
        .isInstanceOf(Writes.UnansweredException.class);
    assertThat(texts("written_later")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aConnectionThatIsCutAtTheCommitLeavesAllOrNothing(Cut when) {
    int before = cutter.cuts();
    List<String> many = IntStream.range(100, 400).mapToObj(Integer::toString).toList();
    cutter.cutNext(when, () -> {});
    try (Handle handle = cut.openForEngine()) {
      handle.begin();
      assertThatThrownBy(() ->
              Writes.commit(
                  handle,
                  writes -> {
                    writes.add(INSERT, many);
                    writes.add(SAVE, many);
                  }))
          .isInstanceOf(Writes.UnansweredException.class);
    }

    assertThat(cutter.cuts()).isEqualTo(before + 1);
    if (when == Cut.NEVER_SENT) {
      assertThat(stored()).isEmpty();
    } else {
      List<String> all = many.stream().map(one -> one + "!").toList();
      Await.until("the server has committed", () -> stored().equals(all));
    }
  }

  private static void commit(Consumer<Writes> adding) {
    try (Handle handle = platform.database().openForEngine()) {
      handle.begin();
      try {
        Writes.commit(handle, adding);
      } catch (RuntimeException e) {
        handle.rollback();
        throw e;
      }
    }
  }

  private static List<String> stored() {
    return texts(TABLE);
  }

  private static List<String> texts(String table) {
    String query = "SELECT text FROM " + table + " ORDER BY text";
    return platform.database().with(handle -> handle.select(query).mapTo(String.class).list());
  }
}
