-- The tables of compliance as first released, after the chassis' own: what its first migration creates.
-- Frozen: a change is a migration of its own, never an edit here. A blank line ends a statement.

CREATE TABLE activities (
  id UUID NOT NULL,
  unit TEXT NOT NULL,
  kind TEXT NOT NULL,
  held_on DATE NOT NULL,
  count INTEGER NOT NULL,
  planned INTEGER,
  is_imported BOOLEAN NOT NULL,
  recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_activities PRIMARY KEY (id),
  CONSTRAINT ck_activities_counted CHECK (count >= 0 and planned >= 0)
);

CREATE INDEX ix_activities_held_on ON activities (held_on);

CREATE UNIQUE INDEX uq_activities_imported ON activities (unit, kind, held_on) WHERE is_imported;

CREATE TABLE breaches (
  id UUID NOT NULL,
  kind TEXT NOT NULL,
  subject_id UUID NOT NULL,
  unit TEXT NOT NULL,
  due_on DATE NOT NULL,
  found_on DATE NOT NULL,
  cleared_on DATE,
  CONSTRAINT pk_breaches PRIMARY KEY (id),
  CONSTRAINT uq_breaches_kind_subject_id UNIQUE (kind, subject_id)
);

CREATE INDEX ix_breaches_found_on ON breaches (found_on);

CREATE INDEX ix_breaches_open ON breaches (found_on, id) WHERE cleared_on IS NULL;

CREATE TABLE imports (
  digest BYTEA NOT NULL,
  rows INTEGER NOT NULL,
  imported_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_imports PRIMARY KEY (digest)
);

CREATE TABLE promises (
  kind TEXT NOT NULL,
  subject_id UUID NOT NULL,
  unit TEXT NOT NULL,
  due_on DATE,
  settled_on DATE,
  state TEXT NOT NULL,
  moved_to DATE,
  moved_at TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pk_promises PRIMARY KEY (kind, subject_id),
  CONSTRAINT ck_promises_state_known CHECK (state in ('open', 'kept', 'breached', 'cleared'))
);

CREATE INDEX ix_promises_open ON promises (due_on) WHERE state = 'open' AND settled_on IS NULL;
