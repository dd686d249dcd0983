package com.remitflex.platform.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.testing.RawConnection;
import com.remitflex.testing.ReverseProxy;
import com.remitflex.testing.ReverseProxy.Kind;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("process")
class BehindNginxTest extends BehindAProxy {
  BehindNginxTest() {
    super(Kind.NGINX);
  }

  /** Without the lines for HTTP/1.1, nginx speaks HTTP/1.0 with the server. */
  @Test
  void nginxMaySpeakHttp10WithTheServer() throws Exception {
    Map<String, String> changes =
        Map.of("proxy_http_version 1.1;", "", "proxy_set_header   Connection \"\";", "");
    try (ReverseProxy old = ReverseProxy.start(Kind.NGINX, server.port(), changes);
        RawConnection connection = old.connect()) {
      for (int i = 0; i < 2; i++) {
        connection.send(
            "POST /v1/payments HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: "
                + PAYMENT.length()
                + "\r\nAuthorization: Bearer "
                + admin.secret()
                + "\r\n\r\n"
                + PAYMENT);
        assertThat(connection.answer().status()).isEqualTo(201);
      }
      assertFollows(old);
    }
  }
}
