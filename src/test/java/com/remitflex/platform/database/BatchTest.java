package com.remitflex.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.testing.TestPlatform;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each type of column reaches PostgreSQL as the value that it was here. */
class BatchTest {
  private record Row(
      String text,
      Optional<String> note,
      String json,
      long bigint,
      Optional<Long> count,
      boolean bool,
      BigDecimal numeric,
      byte[] bytes,
      Instant time,
      Optional<Instant> end) {}

  private static final Batch<Row> INSERT =
      Batch.<Row>insert("pg_temp.every_type")
          .text("text", Row::text)
          .optionalText("note", Row::note)
          .json("json", Row::json)
          .bigint("number", Row::bigint)
          .optionalBigint("count", Row::count)
          .bool("bool", Row::bool)
          .numeric("numeric", Row::numeric)
          .bytes("bytes", Row::bytes)
          .time("at", Row::time)
          .optionalTime("until", Row::end)
          .build();

  private static final Row PLAIN =
      new Row(
          "a",
          Optional.empty(),
          "{}",
          1,
          Optional.empty(),
          false,
          BigDecimal.ONE,
          new byte[0],
          Instant.EPOCH,
          Optional.empty());

  private static TestPlatform platform;

  @BeforeAll
  static void open() {
    platform = new TestPlatform();
  }

  @AfterAll
  static void close() {
    platform.close();
  }

  @Test
  void everyTypeIsStoredAsItWas() {
    Row row =
        new Row(
            "quote \" backslash \\ brace { comma , \u00e9 \u20ac \ud83d\ude00",
            Optional.of("NULL"),
            "{\"a\": \"\\u0041\", \"b\": [1.50, null]}",
            Long.MIN_VALUE,
            Optional.of(Long.MAX_VALUE),
            true,
            new BigDecimal("0.9259259259"),
            new byte[] {0, -1, 39, 92},
            Instant.parse("1999-12-31T23:59:59.999Z"),
            Optional.of(Instant.parse("9999-12-31T23:59:59.999Z")));

    List<List<String>> stored = stored(List.of(row, PLAIN));

    assertThat(stored)
        .containsExactly(
            List.of(
                row.text(),
                "NULL",
                row.json(),
                "-9223372036854775808",
                "9223372036854775807",
                "true",
                "0.9259259259",
                "\\x00ff275c",
                "1999-12-31T23:59:59.999000Z",
                "9999-12-31T23:59:59.999000Z"),
            List.of(
                "a", "-", "{}", "1", "-", "false", "1", "\\x", "1970-01-01T00:00:00.000000Z", "-"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1",
        "0.00000000000000000001",
        "12345678901234567890.123456789",
        "-0.5",
        "1000000",
        "10000.0001",
        "1.0800",
        "1E+3",
        "9999"
      })
  void numbersAreExact(String number) {
    Row row =
        new Row(
            "a",
            Optional.empty(),
            "{}",
            1,
            Optional.empty(),
            false,
            new BigDecimal(number),
            new byte[0],
            Instant.EPOCH,
            Optional.empty());

    String stored = stored(List.of(row)).getFirst().get(6);

    assertThat(new BigDecimal(stored)).isEqualByComparingTo(new BigDecimal(number));
  }

  @Test
  void manyRowsKeepTheirOrder() {
    List<Row> rows =
        IntStream.range(0, 300)
            .mapToObj(i ->
                new Row(
                    "row " + i,
                    i % 2 == 0 ? Optional.empty() : Optional.of("note " + i),
                    "{}",
                    i,
                    Optional.empty(),
                    false,
                    BigDecimal.ONE,
                    "bytes".getBytes(StandardCharsets.US_ASCII),
                    Instant.EPOCH.plusMillis(i),
                    Optional.empty()))
            .toList();

    List<List<String>> stored = stored(rows);

    assertThat(stored.stream().map(List::getFirst))
        .containsExactlyElementsOf(rows.stream().map(Row::text).toList());
    assertThat(stored.get(7).get(1)).isEqualTo("note 7");
    assertThat(stored.get(8).get(1)).isEqualTo("-");
  }

  private static List<List<String>> stored(List<Row> rows) {
    return platform
        .database()
        .inTransaction(handle -> {
          create(handle);
          assertThat(INSERT.write(handle, rows)).isEqualTo(rows.size());
          return handle
              .createQuery(
                  """
                  SELECT text, coalesce(note, '-'), json::text, number::text,
                    coalesce(count::text, '-'), bool::text, numeric::text, bytes::text,
                    to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                    coalesce(
                      to_char(until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '-')
                  FROM pg_temp.every_type ORDER BY position
                  """)
              .map((row, context) ->
                  IntStream.rangeClosed(1, 10).mapToObj(i -> text(row, i)).toList())
              .list();
        });
  }

  private static String text(ResultSet row, int column) {
    try {
      return row.getString(column);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void create(Handle handle) {
    handle.execute(
        """
        CREATE TEMPORARY TABLE every_type (
          position bigint GENERATED ALWAYS AS IDENTITY, text text, note text, json json,
          number bigint, count bigint, bool boolean, numeric numeric, bytes bytea,
          at timestamptz, until timestamptz) ON COMMIT DROP
        """);
  }
}
