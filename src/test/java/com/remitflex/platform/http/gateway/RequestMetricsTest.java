package com.remitflex.platform.http.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.access.Principal;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.PublicRoutes;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.Routes;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.telemetry.ProcessMetrics;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the count of a request costs. */
class RequestMetricsTest {
  private static final int REQUESTS = 20_000;

  private final Optional<Principal> caller =
      Optional.of(Principal.of("key_1", "acc_1", Environment.SANDBOX, Scope.WRITE));
  private final Optional<ErrorCode> error = Optional.of(ErrorCode.NOT_FOUND);

  @Test
  void aRequestIsCountedWithoutAllocation() {
    try (ProcessMetrics process = new ProcessMetrics("1", "1")) {
      RequestMetrics metrics = metrics(process);
      count(metrics);

      long before = allocatedBytes();
      count(metrics);
      long allocated = allocatedBytes() - before;

      // What the test itself allocates once, for example to read this number.
      assertThat(allocated).isLessThan(REQUESTS);
      assertThat(new String(process.scrape())).contains("route=\"/page\"", "code=\"NOT_FOUND\"");
    }
  }

  private static RequestMetrics metrics(ProcessMetrics process) {
    PublicRoutes routes = new PublicRoutes().page("/page", () -> Response.html(""));
    return new RequestMetrics(process.registry(), new Routes(List.of()), routes);
  }

  private void count(RequestMetrics metrics) {
    for (int i = 0; i < REQUESTS; i++) {
      metrics.record("/page", "GET", caller, 404, 250_000 + i, error);
      metrics.record("/other", "PUT", Optional.empty(), 200, i, Optional.empty());
    }
  }

  private static long allocatedBytes() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }
}
