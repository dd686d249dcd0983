package com.remitflex.platform.net.outbound;

import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/** The connections to customers' servers, which are used again while they are open. */
final class Connections implements AutoCloseable {
  private static final Timeout CONNECT = Timeout.ofSeconds(5);
  private static final Timeout SILENCE = Timeout.ofSeconds(10);
  private static final TimeValue IDLE = TimeValue.ofSeconds(20);
  private static final TimeValue LIFETIME = TimeValue.ofMinutes(5);

  /** Servers close idle connections: an older one is tested before it is used again. */
  private static final TimeValue TEST_AFTER = TimeValue.ofMilliseconds(500);

  private static final int MAX_HEADERS = 100;
  private static final int MAX_HEADER_LENGTH = 16 * 1024;
  private static final int MAX_PER_HOST = 512;
  private static final int MAX_OPEN = 8_192;

  private final PoolingHttpClientConnectionManager pool;
  private final CloseableHttpClient client;

  Connections(GuardedResolver resolver, SSLContext tls, String userAgent) {
    this.pool = pool(resolver, tls);
    this.client =
        HttpClients.custom()
            .setConnectionManager(pool)
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setConnectionRequestTimeout(SILENCE)
                    .setResponseTimeout(SILENCE)
                    .setExpectContinueEnabled(false)
                    .setProtocolUpgradeEnabled(false)
                    .build())
            .setUserAgent(userAgent)
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableContentCompression()
            .disableConnectionState()
            .evictIdleConnections(IDLE)
            .build();
  }

  private static PoolingHttpClientConnectionManager pool(GuardedResolver resolver, SSLContext tls) {
    return PoolingHttpClientConnectionManagerBuilder.create()
        .setDnsResolver(resolver)
        .setTlsSocketStrategy(new DefaultClientTlsStrategy(tls))
        .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
        .setConnPoolPolicy(PoolReusePolicy.LIFO)
        .setMaxConnPerRoute(MAX_PER_HOST)
        .setMaxConnTotal(MAX_OPEN)
        .setDefaultSocketConfig(SocketConfig.custom().setSoTimeout(SILENCE).build())
        .setDefaultConnectionConfig(
            ConnectionConfig.custom()
                .setConnectTimeout(CONNECT)
                .setSocketTimeout(SILENCE)
                .setTimeToLive(LIFETIME)
                .setValidateAfterInactivity(TEST_AFTER)
                .build())
        .setConnectionFactory(
            ManagedHttpClientConnectionFactory.builder()
                .http1Config(
                    Http1Config.custom()
                        .setMaxHeaderCount(MAX_HEADERS)
                        .setMaxLineLength(MAX_HEADER_LENGTH)
                        .build())
                .build())
        .build();
  }

  CloseableHttpClient client() {
    return client;
  }

  /** Closes what is open without waiting for it. */
  @Override
  public void close() {
    client.close(CloseMode.IMMEDIATE);
    pool.close(CloseMode.IMMEDIATE);
  }
}
