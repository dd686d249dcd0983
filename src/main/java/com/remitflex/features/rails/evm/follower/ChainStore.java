package com.remitflex.features.rails.evm.follower;

import com.remitflex.features.rails.evm.follower.FollowedChain.Gap;
import com.remitflex.features.rails.evm.follower.FollowedChain.Place;
import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.evm.rpc.Block;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Select;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The tables of followed networks and of their last blocks. */
final class ChainStore {
  /** Final blocks that are kept below the newest final one, to recognise another chain. */
  private static final int KEPT_FINAL_BLOCKS = 128;

  private static final String COLUMNS =
      """
      SELECT name, chain_id, configured, closed_reason, head_height, head_hash, final_height,
             final_hash, gap_from, gap_to, moved_at, pause_reason, version
      FROM chain_network
      """;

  private static final Select<FollowedChain> ALL =
      Select.of(COLUMNS + " ORDER BY name", ChainStore::chain);

  private static final Select<FollowedChain> BY_NAME =
      Select.of(COLUMNS + " WHERE name = ?", ChainStore::chain);

  private static final Select<Map.Entry<Long, Bytes32>> BLOCKS =
      Select.of(
          "SELECT height, hash FROM chain_block WHERE network = ?",
          row -> Map.entry(row.getLong(1), new Bytes32(row.getString(2))));

  static final Select<Block> BLOCK =
      Select.of(
          "SELECT height, hash, parent, time FROM chain_block WHERE network = ? AND height = ?",
          row ->
              new Block(
                  row.getLong(1),
                  new Bytes32(row.getString(2)),
                  new Bytes32(row.getString(3)),
                  row.getLong(4)));

  /** A block with the network that it belongs to. */
  private record StoredBlock(String network, Block block) {}

  private static final Batch<StoredBlock> INSERT_BLOCKS =
      Batch.<StoredBlock>insert("chain_block")
          .text("network", StoredBlock::network)
          .bigint("height", one -> one.block().height())
          .text("hash", one -> one.block().hash().text())
          .text("parent", one -> one.block().parent().text())
          .bigint("time", one -> one.block().timestamp())
          .build();

  private ChainStore() {}

  static List<FollowedChain> all(Handle handle) {
    return ALL.list(handle);
  }

  static Optional<FollowedChain> find(Handle handle, String name) {
    return BY_NAME.find(handle, name);
  }

  static ChainWindow window(Handle handle, String name) {
    Map<Long, Bytes32> hashes = new HashMap<>();
    BLOCKS.list(handle, name).forEach(one -> hashes.put(one.getKey(), one.getValue()));
    return new ChainWindow(hashes);
  }

  /** Adds the networks of the file that are new; all others are not configured any more. */
  static void configure(Handle handle, Map<String, Long> chainIds) {
    handle
        .createUpdate(
            "UPDATE chain_network SET configured = false WHERE configured AND name <> ALL (:names)")
        .bindArray("names", String.class, chainIds.keySet().toArray())
        .execute();
    chainIds.forEach((name, chainId) ->
        handle
            .createUpdate(
                """
                INSERT INTO chain_network (name, chain_id, configured, closed_reason, version)
                VALUES (:name, :chainId, true, 'its values were not checked yet', 0)
                ON CONFLICT (name) DO UPDATE SET configured = true
                WHERE NOT chain_network.configured
                """)
            .bind("name", name)
            .bind("chainId", chainId)
            .execute());
  }

  /** Stores why the rail is closed, or that it is open. */
  static void closed(Handle handle, String name, Optional<String> reason) {
    handle
        .createUpdate(
            """
            UPDATE chain_network SET closed_reason = :reason
            WHERE name = :name AND closed_reason IS DISTINCT FROM :reason
            """)
        .bind("name", name)
        .bind("reason", reason)
        .execute();
  }

  /** Takes or keeps the lead for this time, unless another node has it. */
  static boolean lead(Handle handle, String name, String node, Duration time) {
    return handle
            .createUpdate(
                """
                UPDATE chain_network
                SET leader = :node, leader_until = clock_timestamp() + :millis * interval '1 ms'
                WHERE name = :name AND (leader IS NULL OR leader = :node
                                        OR leader_until < clock_timestamp())
                """)
            .bind("name", name)
            .bind("node", node)
            .bind("millis", time.toMillis())
            .execute()
        == 1;
  }

  /** Lets another node lead immediately. */
  static void release(Handle handle, String name, String node) {
    handle
        .createUpdate(
            "UPDATE chain_network SET leader = NULL WHERE name = :name AND leader = :node")
        .bind("name", name)
        .bind("node", node)
        .execute();
  }

  /** Stores a step; false, and nothing is stored, if the network is not as it was read. */
  static boolean advance(Handle handle, FollowedChain from, ChainStep.Advanced step) {
    Place place = step.place();
    int updated =
        handle
            .createUpdate(
                """
                UPDATE chain_network
                SET head_height = :head, head_hash = :headHash, final_height = :final,
                    final_hash = :finalHash, gap_from = :gapFrom, gap_to = :gapTo,
                    moved_at = clock_timestamp(), version = version + 1
                WHERE name = :name AND version = :version AND paused_at IS NULL
                """)
            .bind("head", place.headHeight())
            .bind("headHash", place.headHash().text())
            .bind("final", place.finalHeight())
            .bind("finalHash", place.finalHash().text())
            .bind("gapFrom", step.gap().map(Gap::from))
            .bind("gapTo", step.gap().map(Gap::to))
            .bind("name", from.name())
            .bind("version", from.version())
            .execute();
    if (updated == 0) {
      return false;
    }
    handle
        .createUpdate(
            """
            DELETE FROM chain_block WHERE network = :name AND height >= :replaced
            """)
        .bind("name", from.name())
        .bind("replaced", step.replacedFrom())
        .execute();
    INSERT_BLOCKS.write(
        handle, step.added().stream().map(one -> new StoredBlock(from.name(), one)).toList());
    return true;
  }

  /** Removes final blocks that are no longer needed; their transfers are final by now. */
  static void prune(Handle handle, String name, long finalHeight) {
    handle
        .createUpdate("DELETE FROM chain_block WHERE network = :name AND height < :oldest")
        .bind("name", name)
        .bind("oldest", finalHeight - KEPT_FINAL_BLOCKS)
        .execute();
  }

  /** Stores what is left of a gap; false if the network is not as it was read. */
  static boolean shrinkGap(Handle handle, FollowedChain from, Optional<Gap> rest) {
    return handle
            .createUpdate(
                """
                UPDATE chain_network
                SET gap_from = :gapFrom, gap_to = :gapTo, version = version + 1
                WHERE name = :name AND version = :version AND paused_at IS NULL
                """)
            .bind("gapFrom", rest.map(Gap::from))
            .bind("gapTo", rest.map(Gap::to))
            .bind("name", from.name())
            .bind("version", from.version())
            .execute()
        == 1;
  }

  /** Stops a network until an operator decides; false if the network is not as it was read. */
  static boolean pause(Handle handle, FollowedChain from, String reason) {
    return handle
            .createUpdate(
                """
                UPDATE chain_network
                SET paused_at = clock_timestamp(), pause_reason = :reason, version = version + 1
                WHERE name = :name AND version = :version AND paused_at IS NULL
                """)
            .bind("reason", reason)
            .bind("name", from.name())
            .bind("version", from.version())
            .execute()
        == 1;
  }

  /** Lets a paused network continue from a block; false if it is not as it was read. */
  static boolean rewind(Handle handle, FollowedChain from, Block fork) {
    int updated =
        handle
            .createUpdate(
                """
                UPDATE chain_network
                SET head_height = :height, head_hash = :hash, final_height = :height,
                    final_hash = :hash, gap_from = NULL, gap_to = NULL, paused_at = NULL,
                    pause_reason = NULL, version = version + 1
                WHERE name = :name AND version = :version AND paused_at IS NOT NULL
                """)
            .bind("height", fork.height())
            .bind("hash", fork.hash().text())
            .bind("name", from.name())
            .bind("version", from.version())
            .execute();
    if (updated == 1) {
      handle
          .createUpdate("DELETE FROM chain_block WHERE network = :name AND height > :height")
          .bind("name", from.name())
          .bind("height", fork.height())
          .execute();
    }
    return updated == 1;
  }

  private static FollowedChain chain(ResultSet row) throws SQLException {
    Optional<Long> gapFrom = number(row, "gap_from");
    OffsetDateTime moved = row.getObject("moved_at", OffsetDateTime.class);
    return new FollowedChain(
        row.getString("name"),
        row.getLong("chain_id"),
        row.getBoolean("configured"),
        Optional.ofNullable(row.getString("closed_reason")),
        place(row),
        gapFrom.isPresent()
            ? Optional.of(new Gap(gapFrom.get(), row.getLong("gap_to")))
            : Optional.empty(),
        Optional.ofNullable(moved).map(OffsetDateTime::toInstant),
        Optional.ofNullable(row.getString("pause_reason")),
        row.getLong("version"));
  }

  private static Optional<Place> place(ResultSet row) throws SQLException {
    if (number(row, "head_height").isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Place(
            row.getLong("head_height"),
            new Bytes32(row.getString("head_hash")),
            row.getLong("final_height"),
            new Bytes32(row.getString("final_hash"))));
  }

  private static Optional<Long> number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(value);
  }
}
