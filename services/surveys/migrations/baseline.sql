-- The tables of surveys as first released, after the chassis' own: what its first migration creates.
-- Frozen: a change is a migration of its own, never an edit here. A blank line ends a statement.

CREATE TABLE ballots (
  id UUID NOT NULL,
  unit TEXT NOT NULL,
  cast_on DATE NOT NULL,
  level SMALLINT NOT NULL,
  channel TEXT NOT NULL,
  recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
  tally_id UUID,
  CONSTRAINT pk_ballots PRIMARY KEY (id),
  CONSTRAINT ck_ballots_level_on_scale CHECK (level between 1 and 5)
);

CREATE INDEX ix_ballots_waiting ON ballots (cast_on, unit) WHERE tally_id IS NULL;

CREATE TABLE imports (
  digest BYTEA NOT NULL,
  rows INTEGER NOT NULL,
  imported_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_imports PRIMARY KEY (digest)
);
