package com.remitflex.platform.database;

import org.postgresql.core.Oid;

/** The types of the columns of a {@link Batch}, with the numbers that PostgreSQL gives them. */
enum PgType {
  TEXT("text", Oid.TEXT, Oid.TEXT_ARRAY),
  JSON("json", Oid.JSON, Oid.JSON_ARRAY),
  BIGINT("int8", Oid.INT8, Oid.INT8_ARRAY),
  NUMERIC("numeric", Oid.NUMERIC, Oid.NUMERIC_ARRAY),
  BOOL("bool", Oid.BOOL, Oid.BOOL_ARRAY),
  BYTES("bytea", Oid.BYTEA, Oid.BYTEA_ARRAY),
  TIME("timestamptz", Oid.TIMESTAMPTZ, Oid.TIMESTAMPTZ_ARRAY);

  final String word;
  final int oid;
  final int arrayOid;

  PgType(String word, int oid, int arrayOid) {
    this.word = word;
    this.oid = oid;
    this.arrayOid = arrayOid;
  }
}
