package com.remitflex;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a running server has scheduled in the database. */
class MaintenanceTasksTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  @Test
  void everyTaskIsScheduled() {
    List<String> tasks =
        server
            .database()
            .with(handle ->
                handle
                    .createQuery("SELECT task_name FROM maintenance_task")
                    .mapTo(String.class)
                    .list());

    assertThat(tasks)
        .containsExactlyInAnyOrder(
            "api-keys",
            "idempotency-keys",
            "sign-ins",
            "form-submissions",
            "mails",
            "usage-totals",
            "alert-sightings",
            "unused-quotes",
            "inbox",
            "webhook-deliveries");
  }
}
