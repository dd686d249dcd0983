package com.remitflex.web.dashboard.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.members.signin.SignIn;
import com.remitflex.features.members.signin.SignInOutcome;
import com.remitflex.platform.access.Client;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.TestPerson;
import com.remitflex.testing.TestServer;
import com.remitflex.testing.WatchedConnection;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A wrong password asks the database as often whether or not the address exists. */
class SameWorkTest {
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

  /** How many statements this thread prepares while a wrong password is looked at. */
  private int statements(String email, Optional<String> device) {
    AtomicInteger prepared = new AtomicInteger();
    Thread signingIn = Thread.currentThread();
    server
        .database()
        .connectionsAs(
            plain -> Thread.currentThread() == signingIn ? counted(plain, prepared) : plain);
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
      server.database().connectionsAs(plain -> plain);
    }
    return prepared.get();
  }

  private static Connection counted(Connection plain, AtomicInteger prepared) {
    return WatchedConnection.of(
        plain,
        (method, arguments) -> {
          if (method.startsWith("prepare")) {
            prepared.incrementAndGet();
          }
        });
  }
}
