package com.remitflex.web.dashboard.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.members.TestPeople;
import com.remitflex.features.members.people.SessionStage;
import com.remitflex.features.members.people.Sessions;
import com.remitflex.platform.access.Client;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.PageClient.Answer;
import com.remitflex.testing.TestPerson;
import com.remitflex.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The pages that list people and sessions, of which there are more than a page shows. */
class ManyPeoplePagesTest {
  private static final int MEMBERS = 60;
  private static final int SESSIONS = 60;
  private static final int PAGE = 25;
  private static final String TEAM = "/dashboard/sandbox/settings/team";
  private static final String SECURITY = "/dashboard/sandbox/settings/security";
  private static final Pattern NEXT = Pattern.compile("href=\"([^\"]+)\">Next page</a>");

  @RegisterExtension static final TestServer server = TestServer.standard();

  private static final List<String> members = new ArrayList<>();
  private static final List<String> agents = new ArrayList<>();
  private static TestPerson owner;

  private PageClient browser = server.browser();

  @BeforeEach
  void signIn() {
    browser.signIn(owner);
  }

  @BeforeAll
  static void open() {
    String account = server.newAccount();
    owner = server.newPerson(account, "owner");
    members.add(owner.email());
    server
        .database()
        .use(handle -> {
          for (int i = 1; i < MEMBERS; i++) {
            String email = "member-%02d@example.org".formatted(i);
            TestPeople.create(handle, account, email, "x", "viewer");
            members.add(email);
          }
          for (int i = 0; i < SESSIONS; i++) {
            String agent = "Browser-%02d".formatted(i);
            Client client = new Client("192.0.2.1", Optional.of(agent), "req_x");
            Sessions.create(handle, owner.id(), SessionStage.WHOLE, client);
            agents.add(agent);
          }
        });
  }

  /** What each page of a list shows, from the first to the last. */
  private List<List<String>> walk(String path, String item) {
    Pattern pattern = Pattern.compile(item);
    List<List<String>> pages = new ArrayList<>();
    Optional<String> at = Optional.of("");
    while (at.isPresent()) {
      Answer page = browser.get(path + at.get());
      assertThat(page.status()).as(page.text()).isEqualTo(200);
      pages.add(
          pattern.matcher(page.text()).results().map(found -> found.group()).distinct().toList());
      at =
          NEXT.matcher(page.text())
              .results()
              .map(found -> found.group(1).replace("&amp;", "&"))
              .findFirst();
    }
    return pages;
  }

  private static List<String> all(List<List<String>> pages) {
    assertThat(pages).allSatisfy(page -> assertThat(page).hasSizeLessThanOrEqualTo(PAGE));
    return pages.stream().flatMap(List::stream).toList();
  }

  @Test
  void thePagesOfTheTeamShowEveryMemberOnce() {
    List<List<String>> pages = walk(TEAM, "(?<=<b>)(member-|person)[0-9]+@example\\.(org|com)");

    assertThat(pages).hasSize(3);
    assertThat(all(pages)).containsExactlyElementsOf(members);
    assertThat(browser.get(TEAM).text()).contains("25 of 60 members");
  }

  @Test
  void aMemberIsFoundByPartOfTheAddressInAnyCaseAndCanBeChangedThere() {
    Answer found = browser.get(TEAM + "?q=MEMBER-59");
    assertThat(found.text()).contains("member-59@example.org", "1 of 1 member<");
    assertThat(found.text()).doesNotContain("member-58");

    Matcher role = Pattern.compile("members/(usr_[0-9A-Z]+)/role").matcher(found.text());
    assertThat(role.find()).isTrue();
    assertThat(
            browser
                .post(TEAM + "/members/" + role.group(1) + "/role", Map.of("role", "developer"))
                .status())
        .isEqualTo(303);
    assertThat(browser.get(TEAM + "?q=member-59").text()).contains("value=\"developer\" selected");
  }

  @Test
  void whatIsNoPatternForUsIsSoughtAsItStands() {
    assertThat(browser.get(TEAM + "?q=%25").text()).contains("No matching members");
    assertThat(browser.get(TEAM + "?q=member_01").text()).contains("No matching members");
  }

  @Test
  void whoIsAMemberOfManyAccountsFindsEachOnPages() {
    String first = server.newAccount();
    TestPerson person = server.newPerson(first, "owner");
    List<String> accounts = new ArrayList<>(List.of(first));
    for (int i = 1; i < 2 * PAGE; i++) {
      accounts.add(server.newAccount());
    }
    server
        .database()
        .use(handle ->
            accounts.stream()
                .skip(1)
                .forEach(one -> TestPeople.join(handle, one, person.id(), "viewer")));
    browser = server.browser().signIn(person);
    String list = "/dashboard/" + first + "/sandbox/accounts";

    assertThat(browser.get("/dashboard/" + first + "/sandbox").text())
        .contains("/sandbox/accounts\">Switch account")
        .doesNotContain(accounts.getLast());
    List<List<String>> pages = walk(list, "(?<=rowlink\" href=\"/dashboard/)acc_[0-9A-Z]{26}");
    assertThat(all(pages)).containsExactlyElementsOf(accounts.stream().sorted().toList());
    assertThat(browser.get(list + "?q=" + accounts.get(7)).text()).contains("1 of 1 account<");
    assertThat(browser.get(list + "?q=nothing").text()).contains("No matching accounts");
  }

  @Test
  void aPositionThatNoOneMadeIsTheFirst() {
    assertThat(browser.get(TEAM + "?after=usr_none").text())
        .contains("25 of 60 members", "member-01@example.org");
    assertThat(browser.get(SECURITY + "?after=ses_none").text()).containsPattern("Browser-5[0-9]");
  }

  @Test
  void thePagesOfTheSessionsShowEverySessionOnce() {
    List<List<String>> pages = walk(SECURITY, "Browser-[0-9]{2}");

    assertThat(pages).hasSize(3);
    assertThat(all(pages)).containsExactlyInAnyOrderElementsOf(agents);
    assertThat(browser.get(SECURITY).text()).contains("This browser");
  }
}
