package com.remitflex.platform.http.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.server.ClientAddress;
import com.remitflex.platform.http.server.ForwardedHeader;
import com.remitflex.platform.net.AddressRange;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.WritableHeaders;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which requests crossed a network without encryption. The trusted proxies are 10.0.0.0/8. */
class HttpsRuleTest {
  private static final ClientAddress ADDRESSES =
      new ClientAddress(
          List.of(AddressRange.parse("10.0.0.0/8").orElseThrow()), ForwardedHeader.EITHER);

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1,    false, '',           false",
    "::1,          false, '',           false",
    "10.1.2.3,     false, '',           false",
    "10.1.2.3,     false, https,        false",
    "10.1.2.3,     false, http,         true",
    "10.1.2.3,     false, 'https, http', false",
    "192.0.2.1,    false, '',           true",
    "192.0.2.1,    false, https,        true",
    "2001:db8::1,  false, '',           true",
    "192.0.2.1,    true,  '',           false",
    "192.0.2.1,    true,  http,         true",
    "127.0.0.1,    false, http,         true"
  })
  void onlyAnUnencryptedRequestIsRejected(
      String peer, boolean isSecure, String reported, boolean isRejected) {
    WritableHeaders<?> headers = WritableHeaders.create();
    if (!reported.isEmpty()) {
      headers.add(HeaderValues.create(HeaderNames.create("X-Forwarded-Proto"), reported));
    }

    List<ErrorCode> codes =
        HttpsRule.error(
                ADDRESSES.peer(new InetSocketAddress(InetAddress.ofLiteral(peer), 4711)),
                isSecure,
                headers)
            .map(ApiError::code)
            .stream()
            .toList();

    assertThat(codes).isEqualTo(isRejected ? List.of(ErrorCode.HTTPS_REQUIRED) : List.of());
  }
}
