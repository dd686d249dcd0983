-- How many peppers a node has: none is put into use that a running node lacks.
ALTER TABLE node ADD COLUMN peppers bigint NOT NULL DEFAULT 1;
