package com.remitflex.web.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The code of the page about verifying webhooks, run as it is printed there, in each language whose
 * runtime is installed.
 */
@Tag("process")
class VerifyingWebhooksTest {
  private static final Path PAGE = Path.of("docs/guides/verifying-webhooks.md");
  private static final String SECRET =
      "whsec_" + Base64.getEncoder().encodeToString(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
  private static final String OTHER =
      "whsec_" + Base64.getEncoder().encodeToString(new byte[] {8, 7, 6, 5, 4, 3, 2, 1});
  private static final byte[] BODY =
      "{\"type\":\"payment.delivered\",\"data\":{\"name\":\"Zoë\"}}"
          .getBytes(StandardCharsets.UTF_8);

  @TempDir private Path directory;

  /** A language of the page: its code block, and a program that calls the code. */
  private enum Language {
    JAVA(
        "WebhookVerifier.java",
        List.of(System.getProperty("java.home") + "/bin/java", "Main.java"),
        "Main.java",
        """
        import java.nio.file.Files;
        import java.nio.file.Path;
        import java.util.HashMap;
        import java.util.Map;

        class Main {
          public static void main(String[] args) throws Exception {
            for (String line : Files.readAllLines(Path.of("cases.txt"))) {
              String[] part = line.split("\\t", -1);
              Map<String, String> headers = new HashMap<>();
              headers.put("webhook-id", part[1]);
              headers.put("webhook-timestamp", part[2]);
              headers.put("webhook-signature", part[3]);
              try {
                WebhookVerifier.verify(
                    part[0], headers, java.util.Base64.getDecoder().decode(part[4]));
                System.out.println("accepted");
              } catch (SecurityException e) {
                System.out.println("rejected");
              }
            }
          }
        }
        """),
    JS(
        "verifier.js",
        List.of("node", "main.js"),
        "main.js",
        """
        const { verify } = require("./verifier.js");
        for (const line of require("fs").readFileSync("cases.txt", "utf8").trim().split("\\n")) {
          const [secret, id, timestamp, signature, body] = line.split("\\t");
          const headers = {
            "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature };
          try {
            verify(secret, headers, Buffer.from(body, "base64"));
            console.log("accepted");
          } catch (error) {
            console.log("rejected");
          }
        }
        """),
    PYTHON(
        "verifier.py",
        List.of("python3", "main.py"),
        "main.py",
        """
        import base64
        from verifier import verify
        for line in open("cases.txt", encoding="utf-8").read().strip().split("\\n"):
            secret, id, timestamp, signature, body = line.split("\\t")
            headers = {"webhook-id": id, "webhook-timestamp": timestamp,
                       "webhook-signature": signature}
            try:
                verify(secret, headers, base64.b64decode(body))
                print("accepted")
            except ValueError:
                print("rejected")
        """),
    GO(
        "webhooks/verifier.go",
        List.of("go", "run", "."),
        "main.go",
        """
        package main

        import (
          "bufio"
          "encoding/base64"
          "fmt"
          "net/http"
          "os"
          "strings"

          "example.com/main/webhooks"
        )

        func main() {
          file, _ := os.Open("cases.txt")
          lines := bufio.NewScanner(file)
          for lines.Scan() {
            part := strings.Split(lines.Text(), "\\t")
            header := http.Header{}
            header.Set("webhook-id", part[1])
            header.Set("webhook-timestamp", part[2])
            header.Set("webhook-signature", part[3])
            body, _ := base64.StdEncoding.DecodeString(part[4])
            if webhooks.Verify(part[0], header, body) == nil {
              fmt.Println("accepted")
            } else {
              fmt.Println("rejected")
            }
          }
        }
        """),
    PHP(
        "verifier.php",
        List.of("php", "main.php"),
        "main.php",
        """
        <?php
        require "verifier.php";
        foreach (file("cases.txt", FILE_IGNORE_NEW_LINES) as $line) {
            [$secret, $id, $timestamp, $signature, $body] = explode("\\t", $line);
            $headers = ["webhook-id" => $id, "webhook-timestamp" => $timestamp,
                "webhook-signature" => $signature];
            try {
                verify($secret, $headers, base64_decode($body));
                echo "accepted\\n";
            } catch (RuntimeException $e) {
                echo "rejected\\n";
            }
        }
        """),
    RUBY(
        "verifier.rb",
        List.of("ruby", "main.rb"),
        "main.rb",
        """
        require_relative "verifier"
        File.readlines("cases.txt", chomp: true).each do |line|
          secret, id, timestamp, signature, body = line.split("\\t", -1)
          headers = { "webhook-id" => id, "webhook-timestamp" => timestamp,
                      "webhook-signature" => signature }
          begin
            verify(secret, headers, Base64.decode64(body))
            puts "accepted"
          rescue ArgumentError
            puts "rejected"
          end
        end
        """);

    private final String codeFile;
    private final List<String> command;
    private final String mainFile;
    private final String main;

    Language(String codeFile, List<String> command, String mainFile, String main) {
      this.codeFile = codeFile;
      this.command = command;
      this.mainFile = mainFile;
      this.main = main;
    }

    String block() throws IOException {
      String fence = name().toLowerCase(Locale.ROOT);
      Matcher block =
          Pattern.compile("```" + fence + "\n(.*?)```", Pattern.DOTALL)
              .matcher(Files.readString(PAGE));
      assertThat(block.find()).as("the page has code in " + fence).isTrue();
      return block.group(1);
    }

    boolean isInstalled() {
      return command.getFirst().startsWith("/")
          || Stream.of(System.getenv("PATH").split(File.pathSeparator))
              .anyMatch(folder -> Files.isExecutable(Path.of(folder, command.getFirst())));
    }
  }

  private record Case(String name, boolean accepted, String line) {}

  private static byte[] mac(String secret, String id, long at, byte[] body)
      throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(
        new SecretKeySpec(
            Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
    mac.update((id + "." + at + ".").getBytes(StandardCharsets.UTF_8));
    return mac.doFinal(body);
  }

  private static String signature(String secret, String id, long at, byte[] body)
      throws GeneralSecurityException {
    return "v1," + Base64.getEncoder().encodeToString(mac(secret, id, at, body));
  }

  private static String line(String secret, String id, String at, String signatures, byte[] body) {
    return String.join("\t", secret, id, at, signatures, Base64.getEncoder().encodeToString(body));
  }

  private static List<Case> cases() throws GeneralSecurityException {
    long now = Instant.now().getEpochSecond();
    String id = "evt_01M85VF8SDM3J1XG9Y5S8T6W1B";
    String at = Long.toString(now);
    String valid = signature(SECRET, id, now, BODY);
    String other = signature(OTHER, id, now, BODY);
    byte[] changed = BODY.clone();
    changed[3]++;
    String later = Long.toString(now + 1);
    long old = now - 400;
    long future = now + 400;
    return List.of(
        new Case("valid", true, line(SECRET, id, at, valid, BODY)),
        new Case("rotated", true, line(SECRET, id, at, other + " " + valid + " v1a,x", BODY)),
        new Case("changed body", false, line(SECRET, id, at, valid, changed)),
        new Case("changed time", false, line(SECRET, id, later, valid, BODY)),
        new Case("changed ID", false, line(SECRET, "evt_0", at, valid, BODY)),
        new Case(
            "old",
            false,
            line(SECRET, id, Long.toString(old), signature(SECRET, id, old, BODY), BODY)),
        new Case(
            "from the future",
            false,
            line(SECRET, id, Long.toString(future), signature(SECRET, id, future, BODY), BODY)),
        new Case("wrong secret", false, line(OTHER, id, at, valid, BODY)),
        new Case("no signature", false, line(SECRET, id, at, "", BODY)),
        new Case("another scheme", false, line(SECRET, id, at, "v2" + valid.substring(2), BODY)),
        new Case("no time", false, line(SECRET, id, "", valid, BODY)),
        new Case("a word as time", false, line(SECRET, id, "now", valid, BODY)),
        new Case("not ASCII", false, line(SECRET, id, at, "v1,é", BODY)));
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void theCodeAcceptsOnlyWhatIsSigned(Language language) throws Exception {
    String code = language.block();
    Assumptions.assumeTrue(language.isInstalled(), language + " is not installed");
    Path file = directory.resolve(language.codeFile);
    Files.createDirectories(file.getParent());
    Files.writeString(file, code);
    Files.writeString(directory.resolve(language.mainFile), language.main);
    Files.writeString(directory.resolve("go.mod"), "module example.com/main\n\ngo 1.18\n");
    List<Case> cases = cases();
    Files.write(directory.resolve("cases.txt"), cases.stream().map(Case::line).toList());

    Process process =
        new ProcessBuilder(language.command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

    assertThat(printed.lines().toList())
        .as(printed)
        .isEqualTo(cases.stream().map(one -> one.accepted() ? "accepted" : "rejected").toList());
  }
}
