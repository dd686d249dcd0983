package com.remitflex.web.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.access.Scope;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.gateway.ErrorResponse;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.RawConnection;
import com.remitflex.testing.TestServer;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The search of the manual, without and with scripts. */
class ManualSearchTest {
  private static final Pattern RESULT = Pattern.compile("<li><a href=\"(/docs[^\"]*)\"><span");

  @RegisterExtension static final TestServer server = TestServer.standard();

  private static Answer search(String query) {
    return raw(URLEncoder.encode(query, StandardCharsets.UTF_8));
  }

  private static Answer raw(String query) {
    return server.client("none").getWithoutKey("/docs/search?q=" + query);
  }

  private static List<String> results(Answer page) {
    return RESULT.matcher(page.text()).results().map(found -> found.group(1)).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "API_KEY_REVOKED, /docs/errors#api_key_revoked",
    "KEY_REVOKED, /docs/errors#api_key_revoked",
    "key_revoked, /docs/errors#api_key_revoked",
    "REMITFLEX_PORT, /docs/operations/settings#remitflex_port",
    "remitflex_max_connections, /docs/operations/settings#remitflex_max_connections",
    "cancel payment, /docs/reference/payments#cancelPayment",
    "pagination, /docs/guides/pagination",
    "canary keys, /docs/guides/canary-keys",
    "'  Sandbox ', /docs/guides/sandbox",
    "backups, /docs/operations/running#backups",
    "keys create, /docs/commands#keys-create",
    "Retry-After, /docs/guides/errors-and-retries",
  })
  void theBestResultIsAmongTheFirst(String query, String expected) {
    List<String> results = results(search(query));

    assertThat(results.stream().limit(3).map(one -> one.split("#")[0]))
        .contains(expected.split("#")[0]);
    assertThat(results.stream().limit(5)).anyMatch(one -> one.startsWith(expected));
  }

  @Test
  void aCompleteTitleIsFirst() {
    assertThat(results(search("authentication")).getFirst())
        .isEqualTo("/docs/guides/authentication");
    assertThat(results(search("settings")).getFirst()).isEqualTo("/docs/operations/settings");
    for (ErrorCode code : ErrorCode.values()) {
      assertThat(results(search(code.name())).getFirst())
          .isEqualTo("/docs/errors#" + ErrorResponse.anchor(code));
    }
  }

  @Test
  void aPathFindsItsEndpoints() {
    assertThat(results(search("/v1/payments")))
        .contains(
            "/docs/reference/payments#createPayment", "/docs/reference/payments#listPayments");
    assertThat(results(search("POST /v1/payments")).getFirst())
        .startsWith("/docs/reference/payments#");
  }

  @Test
  void everyResultHasEveryWordAndTheFirstMatchIsMarked() {
    Answer page = search("grace revoke");

    assertThat(results(page)).isNotEmpty();
    String[] items =
        page.text().split("<ol class=\"results\">", 2)[1].split("</ol>")[0].split("<li>");
    for (String item : List.of(items).subList(1, items.length)) {
      assertThat(item.toLowerCase(Locale.ROOT)).contains("<mark>");
    }
    assertThat(page.text()).contains("<mark>grace</mark>");
  }

  @Test
  void whileOneTypesOnlyTheListIsSent() {
    ApiClient client = server.client("none");
    Answer page =
        client.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + server.port() + "/docs/search?q=canary"))
                .header("HX-Request", "true"));

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.text()).doesNotContain("<html").contains("<mark>", "role=\"status\"");
    assertThat(results(page)).contains("/docs/guides/canary-keys");
  }

  static Stream<String> hostile() {
    return Stream.of(
        "",
        "+",
        "%",
        "%zz",
        "%00",
        "%u0041",
        "%ff%fe",
        "%ED%A0%80",
        "a".repeat(10_000),
        "a+".repeat(5_000),
        "%E2%80%8B".repeat(100),
        "%EF%B7%BA".repeat(90),
        "%3Cscript%3Ealert(1)%3C/script%3E",
        "%22%3E%3Cimg+src=x+onerror=alert(1)%3E",
        "(.*)%2B%5B%5D%7B%7D%5C%5CQ%5CE%24%5E%7C%3F",
        "(a%2B)%2B%24",
        "%27+OR+1=1--",
        "$%7B7*7%7D%7B%7B7*7%7D%7D@%7B1%7D",
        "..%2F..%2Fetc%2Fpasswd",
        "%D0%BF%D0%BB%D0%B0%D1%82%D1%91%D0%B6",
        "%E6%94%AF%E6%89%95%E3%81%84",
        "%D8%AF%D9%81%D8%B9",
        "%C4%B0%C4%B0%C4%B0",
        "%F0%9F%92%B8",
        "a&q=b&q=c",
        "a%26b=c");
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void aHostileQueryGetsAnOrdinaryPage(String query) {
    RawConnection.Answer page;
    try (RawConnection connection = new RawConnection(server.port())) {
      String request = "GET /docs/search?q=" + query + " HTTP/1.1\r\nHost: a\r\n\r\n";
      page = connection.send(request).answer();
    }

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("Content-Type")).contains("text/html; charset=utf-8");
    assertThat(page.body())
        .contains("<h1>Search</h1>")
        .doesNotContain("<script>", "<img src=x")
        .hasSizeLessThan(60_000);
  }

  @Test
  void aLongQueryIsCutAndTheMessageSaysSo() {
    assertThat(search("payment ".repeat(50)).text()).contains("Only its first 100 characters");
    assertThat(search("payment").text()).doesNotContain("Only its first");
  }

  @Test
  void anInvisibleCharacterDoesNotHideAWord() {
    assertThat(results(search("can\u200Bary\u2060 \uFEFFkeys")))
        .isEqualTo(results(search("canary keys")));
    assertThat(results(search("ｃａｎａｒｙ"))).contains("/docs/guides/canary-keys");
  }

  /** Someone who pastes a key must not find it again on the page. */
  @Test
  void aKeyInTheQueryIsMasked() {
    String key = server.newClient(Scope.READ).key();

    for (String query : List.of(key, "x".repeat(60) + " " + key, key + "a".repeat(500))) {
      assertThat(search(query).text()).doesNotContain(key, key.substring(10, 40));
    }
  }

  @Test
  void aSearchIsCheapWhateverTheQuery() {
    List<Content.Section> sections = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      sections.add(new Content.Section("s" + i, "Section " + i, 2, "aaaa bbbb ".repeat(200)));
    }
    SearchIndex index =
        new SearchIndex(
            List.of(new ManualPage("/docs/x", "X", "", () -> new Content("X", "", sections))));
    SearchQuery query = SearchQuery.of("a aa aaa aaaa b bb bbb bbbb");
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < 10; i++) {
      long start = System.nanoTime();
      assertThat(index.find(query).total()).isEqualTo(300);
      fastest = Math.min(fastest, System.nanoTime() - start);
    }
    assertThat(fastest).as("nanoseconds").isLessThan(100_000_000L);
  }
}
