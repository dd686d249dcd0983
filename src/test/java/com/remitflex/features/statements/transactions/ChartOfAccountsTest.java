package com.remitflex.features.statements.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.core.ledger.SubAccount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/operations/chart-of-accounts.md: every sub-account and reason, and no other. */
class ChartOfAccountsTest {
  private static final Path CHART = Path.of("docs/operations/chart-of-accounts.md");
  private static final Pattern SUB_ACCOUNT = Pattern.compile("(?m)^\\| `([a-z]+)` \\| [A-Z]");
  private static final Pattern REASON =
      Pattern.compile("(?m)^\\| `([a-z_]+)` \\| `([a-z]+)` \\| `([a-z]+)` \\| (.+) \\| .+ \\|$");
  private static final Pattern COMMAND = Pattern.compile("`([A-Z][A-Za-z]+)`");

  private static List<MatchResult> found(Pattern pattern) throws IOException {
    return pattern.matcher(Files.readString(CHART)).results().toList();
  }

  @Test
  void everySubAccountIsDescribed() throws IOException {
    assertThat(found(SUB_ACCOUNT).stream().map(row -> row.group(1)))
        .containsExactlyElementsOf(
            Arrays.stream(SubAccount.values()).map(SubAccount::word).toList());
  }

  @Test
  void everyReasonIsDescribedWithTheCommandsThatPostIt() throws IOException {
    List<MatchResult> rows = found(REASON);
    assertThat(rows.stream().map(row -> row.group(1)).distinct())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Reason.values()).map(Reason::code).toList());
    for (MatchResult row : rows) {
      assertThat(List.of(row.group(2), row.group(3)))
          .isSubsetOf(Arrays.stream(SubAccount.values()).map(SubAccount::word).toList())
          .doesNotHaveDuplicates();
      List<String> commands =
          COMMAND.matcher(row.group(4)).results().map(one -> one.group(1)).toList();
      assertThat(commands).as(row.group(1)).isNotEmpty();
      assertThat(commands).allMatch(ChartOfAccountsTest::exists);
    }
  }

  private static boolean exists(String command) {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      return files.anyMatch(file -> file.endsWith(command + ".java"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
