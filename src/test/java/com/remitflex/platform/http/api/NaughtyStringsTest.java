package com.remitflex.platform.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.remitflex.platform.access.IdempotencyKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.text.ApiKeyText;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Guarantee;
import com.remitflex.testing.Guarantees;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.PayoutExample;
import com.remitflex.testing.Proves;
import com.remitflex.testing.RawConnection;
import com.remitflex.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The big list of naughty strings in every string that a client can send. */
@Tag("slow")
class NaughtyStringsTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  /** Number of requests that are sent on one connection before their responses are read. */
  private static final int PIPELINED = 20;

  private static final int MAX_REFERENCE = 255;
  private static final int MAX_METADATA_NAME = 40;
  private static final int MAX_METADATA = 50;
  private static final PaymentBody PAYMENT = PaymentBody.of("10", "USDC");
  private static final PaymentBody PAYOUT = PayoutExample.SPAIN.body("10");

  private static ApiClient client;
  private static List<String> strings;

  @BeforeAll
  static void read() throws IOException {
    client = server.newClient(Scope.WRITE);
    Path file = Path.of("").toAbsolutePath().resolveSibling("shared/corpora/blns/blns.json");
    if (!Files.exists(file)) {
      System.out.println("NaughtyStringsTest: no list beside the checkout; two strings only.");
      strings =
          List.of(
              "\u202eTesting\u0007 \ud83d\ude00 '; DROP TABLE payments; --",
              "Zo\u00eb O'Brien '; DROP TABLE payments; --");
      return;
    }
    Set<String> distinct = new TreeSet<>();
    new ObjectMapper().readTree(file.toFile()).forEach(text -> distinct.add(text.asText()));
    strings = List.copyOf(distinct);
  }

  @Test
  @Proves(Guarantee.NAUGHTY_STRINGS)
  void aReferenceComesBackUnchangedAndIsFound() {
    List<RawConnection.Answer> answers =
        post(strings.stream().map(text -> PAYMENT.text("reference", text)).toList());
    List<RawConnection.Answer> lists =
        exchange(
            strings.stream()
                .map(text -> request("GET /v1/payments?reference=" + encoded(text), "", ""))
                .toList());
    for (int i = 0; i < strings.size(); i++) {
      String text = strings.get(i);
      int length = text.codePointCount(0, text.length());
      if (length == 0 || length > MAX_REFERENCE) {
        assertThat(answers.get(i).errorField()).as(text).isEqualTo("reference");
        assertThat(lists.get(i).errorField()).as(text).isEqualTo("reference");
        continue;
      }
      assertThat(answers.get(i).status()).as(text).isEqualTo(201);
      JsonNode found = lists.get(i).json().path("data");
      assertThat(found).as(text).hasSize(1);
      assertThat(found.get(0).path("id")).isEqualTo(answers.get(i).json().path("id"));
      assertThat(found.get(0).path("reference").asText()).isEqualTo(ApiKeyText.mask(text));
    }
    Guarantees.ran(Guarantee.NAUGHTY_STRINGS, strings.size());
  }

  @Test
  @Proves(Guarantee.NAUGHTY_STRINGS)
  void metadataComesBackUnchanged() {
    List<PaymentBody> bodies = new ArrayList<>();
    for (int from = 0; from < strings.size(); from += MAX_METADATA) {
      PaymentBody values = PAYMENT;
      StringBuilder names = new StringBuilder();
      for (String text : strings.subList(from, Math.min(from + MAX_METADATA, strings.size()))) {
        values = values.text("metadata.m" + text.hashCode(), text);
        if (!text.isEmpty() && text.codePointCount(0, text.length()) <= MAX_METADATA_NAME) {
          String pair = Json.text(Json.object().put(text, ""));
          names.append(names.isEmpty() ? "" : ",").append(pair, 1, pair.length() - 1);
        }
      }
      bodies.add(values);
      bodies.add(PAYMENT.json("metadata", "{" + names + "}"));
    }

    List<RawConnection.Answer> answers = post(bodies);

    for (int i = 0; i < bodies.size(); i++) {
      assertThat(answers.get(i).status()).as(answers.get(i).body()).isEqualTo(201);
      JsonNode sent = Json.trusted(bodies.get(i).toString()).path("metadata");
      String id = answers.get(i).json().path("id").asText();
      assertThat(client.get("/v1/payments/" + id).json().path("metadata")).isEqualTo(sent);
    }
  }

  @ParameterizedTest
  @Proves(Guarantee.NAUGHTY_STRINGS)
  @ValueSource(strings = {"recipient.name", "recipient.address"})
  void freeTextOfARecipientIsReturnedInCanonicalFormOrRejected(String member) {
    List<RawConnection.Answer> answers =
        post(strings.stream().map(text -> PAYOUT.text(member, text)).toList());
    for (int i = 0; i < strings.size(); i++) {
      RawConnection.Answer answer = answers.get(i);
      if (answer.status() == 400) {
        assertThat(answer.errorField()).isEqualTo(member);
      } else {
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        JsonNode read = client.get("/v1/payments/" + answer.json().path("id").asText()).json();
        assertThat(read.at("/" + member.replace('.', '/')).asText())
            .isEqualTo(
                Normalizer.normalize(strings.get(i), Normalizer.Form.NFC)
                    .replaceAll("\\p{Zs}+", " ")
                    .replaceAll("^ | $", ""));
      }
    }
    assertThat(answers).extracting(RawConnection.Answer::status).contains(201);
  }

  @ParameterizedTest
  @Proves(Guarantee.NAUGHTY_STRINGS)
  @ValueSource(
      strings = {
        "recipient.account_number",
        "recipient.bank_code",
        "recipient.bank_country",
        "currency",
        "destination_currency",
        "corridor"
      })
  void anInvalidCodeIsRejectedByName(String member) {
    List<RawConnection.Answer> answers =
        post(strings.stream().map(text -> PAYOUT.text(member, text)).toList());
    for (int i = 0; i < strings.size(); i++) {
      assertThat(answers.get(i).status()).as(strings.get(i)).isEqualTo(400);
      assertThat(answers.get(i).errorField()).as(strings.get(i)).isEqualTo(member);
    }
  }

  @Test
  @Proves(Guarantee.NAUGHTY_STRINGS)
  void anInvalidDestinationIsRejectedByName() {
    List<RawConnection.Answer> answers =
        post(strings.stream().map(text -> PAYMENT.text("destination", text)).toList());
    assertThat(answers).allMatch(answer -> answer.status() == 400);
    assertThat(answers).allMatch(answer -> answer.errorField().equals("destination"));
  }

  @ParameterizedTest
  @Proves(Guarantee.NAUGHTY_STRINGS)
  @ValueSource(
      strings = {"corridor", "status", "currency", "cursor", "order", "limit", "created_after"})
  void aFilterFindsNothingOrIsRejected(String name) {
    List<RawConnection.Answer> answers =
        exchange(
            strings.stream()
                .map(text -> request("GET /v1/payments?" + name + "=" + encoded(text), "", ""))
                .toList());
    for (int i = 0; i < strings.size(); i++) {
      RawConnection.Answer answer = answers.get(i);
      if (answer.status() == 400) {
        assertThat(answer.errorField()).as(strings.get(i)).isEqualTo(name);
      } else {
        assertThat(answer.status()).as(strings.get(i)).isEqualTo(200);
        assertThat(name).as(strings.get(i)).isIn("corridor", "limit");
      }
    }
  }

  @Test
  @Proves(Guarantee.NAUGHTY_STRINGS)
  void anIdInThePathIsUnknown() {
    for (String text : strings) {
      int status = client.get("/v1/payments/" + encoded(text)).status();
      assertThat(status).as(text).isIn(400, 404);
    }
  }

  /** What a proxy could read as another path cannot be looked up, only sent. */
  @Test
  @Proves(Guarantee.NAUGHTY_STRINGS)
  void anIdempotencyKeyTakesEffectOnceAndIsFound() {
    List<String> keys = strings.stream().filter(text -> text.matches("[!-~]{1,255}")).toList();
    List<byte[]> requests =
        keys.stream()
            .map(key ->
                request(
                    "POST /v1/payments", "Idempotency-Key: " + key + "\r\n", PAYMENT.toString()))
            .toList();

    List<RawConnection.Answer> first = exchange(requests);
    List<RawConnection.Answer> second = exchange(requests);

    for (int i = 0; i < keys.size(); i++) {
      if (IdempotencyKey.find(keys.get(i)).isEmpty()) {
        // A quote that is not closed, as the whole of one of the strings.
        assertThat(keys.get(i)).startsWith("\"");
        assertThat(first.get(i).errorField()).as(keys.get(i)).isEqualTo(IdempotencyKey.HEADER);
        continue;
      }
      assertThat(first.get(i).status()).as(keys.get(i)).isEqualTo(201);
      assertThat(second.get(i).body()).as(keys.get(i)).isEqualTo(first.get(i).body());
      ApiClient.Answer found = client.get("/v1/idempotency-keys/" + encoded(keys.get(i)));
      if (!keys.get(i).matches(".*\\\\.*|\\.\\.?(;.*)?")) {
        assertThat(found.status()).as(keys.get(i)).isEqualTo(200);
        assertThat(found.json().path("key").asText())
            .isEqualTo(keys.get(i).replaceAll("^\"(.*)\"$", "$1"));
        assertThat(found.json().path("status").asText()).isEqualTo("done");
      }
    }
  }

  private static List<RawConnection.Answer> post(List<PaymentBody> bodies) {
    return exchange(
        bodies.stream().map(body -> request("POST /v1/payments", "", body.toString())).toList());
  }

  private static byte[] request(String line, String headers, String json) {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    String head =
        line
            + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
            + client.key()
            + "\r\n"
            + headers
            + (body.length == 0
                ? ""
                : "Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n")
            + "\r\n";
    request.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    request.writeBytes(body);
    return request.toByteArray();
  }

  /** The responses, in the order of the requests. */
  private static List<RawConnection.Answer> exchange(List<byte[]> requests) {
    List<RawConnection.Answer> answers = new ArrayList<>();
    for (int from = 0; from < requests.size(); from += PIPELINED) {
      List<byte[]> some = requests.subList(from, Math.min(from + PIPELINED, requests.size()));
      try (RawConnection connection = new RawConnection(server.port())) {
        some.forEach(connection::send);
        IntStream.range(0, some.size()).forEach(i -> answers.add(connection.answer()));
      }
    }
    assertThat(answers).allMatch(answer -> answer.status() < 500);
    return answers;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
