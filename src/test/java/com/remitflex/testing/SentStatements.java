package com.remitflex.testing;

import com.remitflex.platform.database.Database;
import java.sql.Connection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Pattern;

/** The statements that the threads of requests and of the engine prepare. */
public final class SentStatements {
  private static final Pattern SPACE = Pattern.compile("\\s+");

  private static final Pattern ORDER = Pattern.compile("(?:order|group) by [^()]*");
  private static final Pattern COMPARED = Pattern.compile("\\baccount_id\\s*(?:=|in\\b|,|\\))");

  private final Set<String> statements = new ConcurrentSkipListSet<>();
  private final List<String> tenantTables;

  private SentStatements(List<String> tenantTables) {
    this.tenantTables = tenantTables;
  }

  /** Collects from now on. */
  public static SentStatements of(Database database) {
    SentStatements sent =
        new SentStatements(
            database.with(handle ->
                handle
                    .createQuery(
                        """
                        SELECT DISTINCT c.table_name FROM information_schema.columns c
                        JOIN information_schema.tables t USING (table_schema, table_name)
                        WHERE c.table_schema = 'public' AND c.column_name = 'account_id'
                          AND t.table_type = 'BASE TABLE'
                          AND c.table_name !~ '_[0-9]{8}$'
                        """)
                    .mapTo(String.class)
                    .list()));
    database.connectionsAs(sent::watched);
    return sent;
  }

  private Connection watched(Connection plain) {
    String thread = Thread.currentThread().getName();
    if (!thread.contains("WebServer") && !thread.startsWith("engine-")) {
      return plain;
    }
    return WatchedConnection.of(
        plain,
        (method, arguments) -> {
          if (method.equals("prepareStatement")) {
            collect((String) arguments[0]);
          }
        });
  }

  private void collect(String text) {
    for (String statement : text.split(";\\s*\n")) {
      statements.add(SPACE.matcher(statement).replaceAll(" ").strip());
    }
  }

  /** The tables with an account that were read or written. */
  public Set<String> touchedTables() {
    Set<String> touched = new TreeSet<>();
    statements.forEach(statement -> touched.addAll(tables(statement)));
    return touched;
  }

  /** The tables with an account that a statement names. */
  public List<String> tables(String statement) {
    return tenantTables.stream().filter(table -> touches(statement, table)).toList();
  }

  private static boolean touches(String statement, String table) {
    return Pattern.compile("(?i)\\b(?:from|join|into|update|only|,)\\s+" + table + "\\b")
        .matcher(statement)
        .find();
  }

  /** Those that touch such a table and neither compare nor insert the account. */
  public List<String> withoutAccount() {
    return statements.stream()
        .filter(statement -> !tables(statement).isEmpty())
        .filter(statement -> !namesAccount(statement.toLowerCase(Locale.ROOT)))
        .toList();
  }

  private static boolean namesAccount(String text) {
    // How a batch checks its rows (Writes.commit).
    String statement = text.replaceFirst("^with written as \\(", "");
    if (statement.startsWith("insert")) {
      return statement.substring(0, statement.indexOf(')')).contains("account_id");
    }
    String rest = ORDER.matcher(statement).replaceAll("");
    int where = rest.indexOf(" where ");
    int from = where < 0 ? Math.max(rest.indexOf(" on "), rest.indexOf(" using ")) : where;
    return from >= 0 && COMPARED.matcher(rest.substring(from)).find();
  }
}
