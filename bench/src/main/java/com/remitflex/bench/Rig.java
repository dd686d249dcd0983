package com.remitflex.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A server under test, with what measures it. */
final class Rig implements AutoCloseable {
  private final Product product;
  private final Sql sql;
  private final Wrk wrk;
  private final Pgbench pgbench;
  private final List<String> keys = new ArrayList<>();

  private Rig(Product product, Sql sql, Wrk wrk, Pgbench pgbench) {
    this.product = product;
    this.sql = sql;
    this.wrk = wrk;
    this.pgbench = pgbench;
  }

  /** Looks for the load programs, then starts the server of this checkout. */
  static Rig start() {
    Wrk wrk = Wrk.find();
    Pgbench pgbench = Pgbench.find();
    Product product = Product.start();
    try {
      return new Rig(product, Sql.open(PgAddress.of(product.databaseUrl())), wrk, pgbench);
    } catch (RuntimeException e) {
      product.close();
      throw e;
    }
  }

  Product product() {
    return product;
  }

  Sql sql() {
    return sql;
  }

  Wrk wrk() {
    return wrk;
  }

  Pgbench pgbench() {
    return pgbench;
  }

  String url(String path) {
    return "http://127.0.0.1:" + product.port() + path;
  }

  PgAddress database() {
    return PgAddress.of(product.databaseUrl());
  }

  CpuTime cpuTime() {
    return CpuTime.now(product.pid(), sql);
  }

  /** Write keys of so many funded accounts, the same ones for each caller. */
  List<String> keys(int count) {
    if (keys.size() < count) {
      keys.addAll(Tenants.open(product, count - keys.size()));
    }
    return List.copyOf(keys.subList(0, count));
  }

  /** Machine, versions and commit. */
  Map<String, String> facts() {
    Map<String, String> facts = Machine.facts(sql);
    facts.put("pgbench", pgbench.version());
    facts.put("wrk", wrk.version());
    facts.put("Time of an fsync", "%.0f µs".formatted(Machine.fsyncMicros(product.scratch())));
    return facts;
  }

  @Override
  public void close() {
    sql.close();
    product.close();
  }
}
