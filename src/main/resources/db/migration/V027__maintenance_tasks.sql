-- Maintenance that one node of the cluster runs at a time. The columns are those that db-scheduler
-- reads and writes; each task has one row.
CREATE TABLE maintenance_task (
  task_name            text NOT NULL,
  task_instance        text NOT NULL,
  task_data            bytea,
  execution_time       timestamptz NOT NULL,
  picked               boolean NOT NULL,
  picked_by            text,
  last_success         timestamptz,
  last_failure         timestamptz,
  consecutive_failures integer,
  last_heartbeat       timestamptz,
  version              bigint NOT NULL,
  PRIMARY KEY (task_name, task_instance)
);
