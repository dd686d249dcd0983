package com.remitflex;

import com.remitflex.features.activity.alerts.AlertDetector;
import com.remitflex.features.activity.recording.RecordingMetrics;
import com.remitflex.features.activity.recording.RequestLog;
import com.remitflex.features.activity.recording.RequestRecorder;
import com.remitflex.features.activity.recording.Spool;
import com.remitflex.features.activity.recording.SpoolReplay;
import com.remitflex.features.activity.usage.UsageMeter;
import com.remitflex.features.activity.usage.UsageStore;
import com.remitflex.platform.http.api.Routes;
import java.nio.file.Path;
import java.time.Duration;

/** The recording of requests, in an order in which the spool is closed after its last entry. */
record RecordingParts(UsageMeter meter, RequestRecorder recorder) {
  static RecordingParts start(Node node, KeyParts keys, Routes routes) {
    Config config = node.config();
    String nodeId = keys.lease().nodeId();
    AlertDetector detector =
        new AlertDetector(
            node.database(), keys.engine(), node.hasher(), node.clock(), config.publicUrl());
    UsageMeter meter =
        new UsageMeter(node.database(), node.clock(), routes.table(), detector, nodeId);
    Path spools = config.dataDirectory().resolve("spool");
    Spool spool =
        node.started(
            Spool.open(
                spools,
                nodeId,
                node.database().with(UsageStore::installation),
                meter::committed,
                detector::isSettled));
    node.started(detector.start());
    node.started(meter.start());
    RequestLog log =
        node.started(
            new RequestLog(
                    node.database(),
                    node.clock(),
                    config.logRetentionDays(),
                    nodeId,
                    spool,
                    meter::countUnrecorded)
                .start());
    SpoolReplay replay =
        new SpoolReplay(
            spools,
            spool,
            node.database(),
            meter,
            detector,
            node.clock(),
            Duration.ofDays(config.logRetentionDays()));
    RecordingMetrics.register(node.meters(), log, spool);
    RequestRecorder recorder =
        node.started(
            new RequestRecorder(log, meter, detector, spool, replay, node.clock()).start());
    return new RecordingParts(meter, recorder);
  }
}
