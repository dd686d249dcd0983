package com.remitflex.web.dashboard.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.authentication.ManyKeys;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.PageClient.Answer;
import com.remitflex.testing.TestServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages of an account with 3,006 keys, most of which are revoked. */
@Tag("slow")
class ManyKeysPagesTest {
  private static final int KEYS = 3_006;
  private static final int PAGE = 25;
  private static final int MAX_BYTES = 150_000;
  private static final String SANDBOX = "/dashboard/sandbox";
  private static final String LIST = SANDBOX + "/settings/api-keys";
  private static final Pattern ROW =
      Pattern.compile("rowlink\" href=\"[^\"]*/(key_[0-9A-Z]{26})\"");
  private static final Pattern NEXT = Pattern.compile("href=\"([^\"]+)\">Next page</a>");

  @RegisterExtension static final TestServer server = TestServer.standard();

  private static String account;
  private static List<ApiKey> keys;
  private static PageClient browser;

  @BeforeAll
  static void open() {
    account = server.newAccount();
    HeadId head = new HeadId(account, Environment.SANDBOX);
    keys = ManyKeys.add(server, head, "Key Nr", KEYS, i -> i % 50 != 0);
    browser = server.browser().signIn(server.newPerson(account, "owner"));
  }

  private static List<String> rows(Answer page) {
    assertThat(page.status()).as(page.text()).isEqualTo(200);
    return ROW.matcher(page.text()).results().map(one -> one.group(1)).toList();
  }

  private static Optional<String> next(Answer page) {
    return NEXT.matcher(page.text())
        .results()
        .map(one -> one.group(1).replace("&amp;", "&"))
        .findFirst();
  }

  private static List<String> walk(String query) {
    List<String> seen = new ArrayList<>();
    Optional<String> at = Optional.of(query);
    while (at.isPresent()) {
      Answer page = browser.get(LIST + at.get());
      List<String> rows = rows(page);
      assertThat(rows).hasSizeLessThanOrEqualTo(PAGE);
      seen.addAll(rows);
      at = next(page);
    }
    return seen;
  }

  private static List<String> expected() {
    return keys.stream()
        .sorted(
            Comparator.comparing(ApiKey::isRevoked)
                .thenComparing(ApiKey::createdAt, Comparator.reverseOrder()))
        .map(ApiKey::id)
        .toList();
  }

  @Test
  void aPageShows25KeysActiveOnesFirstAndTheExactTotal() {
    Answer page = browser.get(LIST);

    assertThat(rows(page)).isEqualTo(expected().subList(0, PAGE));
    assertThat(page.text()).contains("25 of 3,006 keys");
    assertThat(page.text().getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(MAX_BYTES);
  }

  @Test
  void thePagesTogetherShowEveryKeyOnceInOrder() {
    assertThat(walk("")).isEqualTo(expected());
  }

  @Test
  void aFilterShowsOnlyKeysOfItsStatus() {
    assertThat(walk("?status=active"))
        .isEqualTo(expected().subList(0, KEYS / 50))
        .hasSize(KEYS / 50);
    assertThat(rows(browser.get(LIST + "?status=revoked"))).hasSize(PAGE);
    assertThat(browser.get(LIST + "?status=expired").text()).contains("No matching keys");
  }

  @Test
  void aKeyIsFoundByNameIdEndAndMaskedForm() {
    ApiKey wanted = keys.get(1_233);
    assertThat(wanted.name()).isEqualTo("Key Nr-1234");
    for (String asked :
        List.of(
            "key nr-1234",
            " NR-1234 ",
            wanted.id(),
            wanted.id().substring(0, 28),
            "1234",
            "…1234",
            "...1234",
            wanted.display(),
            wanted.display().replace("…", "..."))) {
      String query = "?q=" + URLEncoder.encode(asked, StandardCharsets.UTF_8);
      assertThat(rows(browser.get(LIST + query))).as(asked).contains(wanted.id());
      assertThat(rows(browser.get(LIST + query)).size()).as(asked).isLessThan(PAGE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "_", "\\", "'", "nobody", "key_", "<script>", "\u0001"})
  void whatIsNoPatternForUsIsSoughtAsItStands(String asked) {
    Answer page = browser.get(LIST + "?q=" + URLEncoder.encode(asked, StandardCharsets.UTF_8));

    if (asked.equals("key_")) {
      assertThat(rows(page)).hasSize(PAGE);
    } else {
      assertThat(rows(page)).isEmpty();
      assertThat(page.text()).contains("No matching keys").doesNotContain("<script>\"");
    }
  }

  @Test
  void aSearchGoesOnAcrossPages() {
    List<String> found = walk("?q=Nr-1");

    assertThat(found).doesNotHaveDuplicates();
    assertThat(new HashSet<>(found))
        .isEqualTo(
            new HashSet<>(
                keys.stream().filter(key -> key.name().contains("Nr-1")).map(ApiKey::id).toList()));
  }

  @Test
  void aWholeKeyDoesNotStayInTheAddress() {
    String other = server.newAccount();
    PageClient owner = server.browser().signIn(server.newPerson(other, "owner"));
    IssuedKey made = server.newKey(other, Environment.SANDBOX, Scope.READ);

    Answer answer = owner.get(LIST + "?q=" + made.secret());

    assertThat(answer.status()).isEqualTo(303);
    assertThat(answer.location()).doesNotContain(made.secret());
    assertThat(rows(owner.get(answer.location()))).containsExactly(made.key().id());
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "0-key_1", "9-key_00000000000000000000000000", "-1", "%27", "'"})
  void aPageThatNoOneMadeIsTheFirst(String after) {
    assertThat(rows(browser.get(LIST + "?after=" + after))).isEqualTo(expected().subList(0, PAGE));
  }

  @Test
  void aPositionOfAnotherAccountShowsNothingOfIt() {
    assertThat(rows(browser.get(LIST + "?after=1-key_00000000000000000000000000"))).isEmpty();
  }

  /** No page but the list may grow with the number of keys. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/logs",
        "/alerts",
        "/payments",
        "/balances",
        "/settings/team",
        "/settings/audit-log",
        "/search?q=Key+Nr-7"
      })
  void everyOtherPageStaysSmall(String path) {
    Answer page = browser.get(SANDBOX + path);

    if (path.startsWith("/search")) {
      assertThat(page.location()).endsWith(keys.get(6).id());
    } else {
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.text().length()).isLessThan(MAX_BYTES);
      assertThat(Pattern.compile("key_[0-9A-Z]{26}").matcher(page.text()).results().count())
          .isLessThan(200);
    }
  }
}
