-- Fails unless a statement wrote as many rows as it should. A batch of the engine sends its COMMIT
-- together with its writes, so that only PostgreSQL can check them before (decision 0066).
CREATE FUNCTION require_rows(written bigint, expected bigint, statement text) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
  IF written <> expected THEN
    RAISE EXCEPTION 'expected to write % rows, wrote %: %', expected, written, statement
      USING ERRCODE = 'assert_failure';
  END IF;
  RETURN true;
END;
$$;
