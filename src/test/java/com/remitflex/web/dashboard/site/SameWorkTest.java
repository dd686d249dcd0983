package com.remitflex.web.dashboard.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.members.signin.SignIn;
import com.remitflex.features.members.signin.SignInOutcome;
import com.remitflex.platform.access.Client;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.TestPerson;
import com.remitflex.testing.TestServer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A wrong password asks the database as often whether or not the address exists. */
class SameWorkTest {
  private static final Logger DRIVER = Logger.getLogger("org.postgresql");

  @RegisterExtension static final TestServer server = TestServer.standard();

  private final SignIn signIn = server.dashboard().people().signIn();

  @Test
  void withAndWithoutTheCookieOfAKnownBrowser() {
    TestPerson owner = server.newPerson(server.newAccount(), "owner");
    TestPerson other = server.newPerson(server.newAccount(), "owner");
    PageClient browser = server.browser().signIn(other);
    Optional<String> cookie = Optional.of(browser.cookies().get("__Host-rf_device"));

    for (Optional<String> device : List.of(cookie, Optional.<String>empty())) {
      int unknown = statements("nobody" + owner.email(), device);
      assertThat(unknown).isGreaterThan(2);
      assertThat(statements(owner.email(), device)).as(device.toString()).isEqualTo(unknown);
    }
  }

  /** How many statements this thread sends while a wrong password is looked at. */
  private int statements(String email, Optional<String> device) {
    AtomicInteger sent = new AtomicInteger();
    long thread = Thread.currentThread().threadId();
    Handler counter =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            if (line.getLongThreadID() == thread && line.getMessage().contains("FE=> Execute")) {
              sent.incrementAndGet();
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Level before = DRIVER.getLevel();
    boolean parents = DRIVER.getUseParentHandlers();
    DRIVER.setUseParentHandlers(false);
    DRIVER.addHandler(counter);
    DRIVER.setLevel(Level.FINEST);
    try {
      SignInOutcome outcome =
          signIn
              .withPassword(
                  email,
                  "a wrong guess",
                  device,
                  new Client("192.0.2.1", Optional.empty(), "req_1"))
              .orElseThrow();
      assertThat(outcome).isEqualTo(new SignInOutcome.Rejected());
    } finally {
      DRIVER.setLevel(before);
      DRIVER.removeHandler(counter);
      DRIVER.setUseParentHandlers(parents);
    }
    return sent.get();
  }
}
