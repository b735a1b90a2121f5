-- The chassis' tables of every service: what its first migration creates before its own.
-- Frozen: a change is a migration of its own, never an edit here. A blank line ends a statement.

CREATE TABLE idempotency_keys (
  key TEXT NOT NULL,
  request_hash BYTEA NOT NULL,
  answer JSONB NOT NULL,
  status INTEGER NOT NULL,
  made_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  CONSTRAINT pk_idempotency_keys PRIMARY KEY (key)
);

CREATE TABLE inbox (
  reader TEXT NOT NULL,
  event_id UUID NOT NULL,
  heard_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  CONSTRAINT pk_inbox PRIMARY KEY (reader, event_id)
);

CREATE INDEX ix_inbox_heard_at ON inbox USING brin (heard_at);

CREATE TABLE outbox (
  pos BIGINT GENERATED ALWAYS AS IDENTITY,
  id UUID NOT NULL,
  xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
  lane TEXT NOT NULL,
  name TEXT NOT NULL,
  body BYTEA NOT NULL,
  occurred_at TIMESTAMP WITH TIME ZONE NOT NULL,
  recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  correlation_id UUID NOT NULL,
  epoch INTEGER,
  nseq BIGINT,
  stream_created TIMESTAMP WITH TIME ZONE,
  js_seq BIGINT,
  published_at TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pk_outbox PRIMARY KEY (pos),
  CONSTRAINT uq_outbox_id UNIQUE (id)
);

CREATE INDEX ix_outbox_numbers ON outbox (lane, epoch, nseq);

CREATE INDEX ix_outbox_unnumbered ON outbox (xid, pos) WHERE nseq IS NULL;

CREATE INDEX ix_outbox_unpublished ON outbox (lane, epoch, nseq) WHERE published_at IS NULL;

CREATE TABLE outbox_lanes (
  lane TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  nseq BIGINT NOT NULL,
  receipted_epoch INTEGER DEFAULT '0' NOT NULL,
  receipted_nseq BIGINT DEFAULT '0' NOT NULL,
  CONSTRAINT pk_outbox_lanes PRIMARY KEY (lane)
);

CREATE TABLE parked (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  reader TEXT NOT NULL,
  subject TEXT NOT NULL,
  headers JSONB NOT NULL,
  payload BYTEA NOT NULL,
  stream TEXT NOT NULL,
  stream_seq BIGINT NOT NULL,
  code TEXT NOT NULL,
  reason TEXT NOT NULL,
  parked_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  state TEXT DEFAULT 'parked' NOT NULL,
  settled_at TIMESTAMP WITH TIME ZONE,
  settled_reason TEXT,
  CONSTRAINT pk_parked PRIMARY KEY (id),
  CONSTRAINT ck_parked_state_known CHECK (state in ('parked', 'retried', 'dropped'))
);

CREATE TABLE stream_marks (
  stream TEXT NOT NULL,
  created TIMESTAMP WITH TIME ZONE NOT NULL,
  last_seq BIGINT NOT NULL,
  CONSTRAINT pk_stream_marks PRIMARY KEY (stream)
);

-- The histories of units; one that was only established has no `told_at`.
CREATE TABLE known_chapters (
  unit TEXT NOT NULL,
  valid_from DATE NOT NULL,
  valid_to DATE,
  parent TEXT,
  sector_parent TEXT,
  host TEXT NOT NULL,
  kind TEXT NOT NULL,
  vi TEXT NOT NULL,
  en TEXT NOT NULL,
  made_up BOOLEAN NOT NULL,
  basis TEXT NOT NULL,
  told_at TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pk_known_chapters PRIMARY KEY (unit, valid_from)
);

CREATE INDEX ix_known_chapters_host ON known_chapters (host);

CREATE INDEX ix_known_chapters_parent ON known_chapters (parent);

CREATE TABLE known_lineage (
  predecessor TEXT NOT NULL,
  nth INTEGER NOT NULL,
  effective_on DATE NOT NULL,
  successor TEXT,
  change TEXT NOT NULL,
  share_numerator BIGINT,
  share_denominator BIGINT,
  basis TEXT NOT NULL,
  CONSTRAINT pk_known_lineage PRIMARY KEY (predecessor, nth)
);

CREATE INDEX ix_known_lineage_successor ON known_lineage (successor);

-- Who is asking, and who did what.
CREATE TABLE ended_sessions (
  session UUID NOT NULL,
  ended_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  keep_until TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_ended_sessions PRIMARY KEY (session)
);

CREATE INDEX ix_ended_sessions_ended_at ON ended_sessions (ended_at);

CREATE TABLE audit_trail (
  number BIGINT GENERATED ALWAYS AS IDENTITY,
  at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  account UUID,
  acting_for UUID,
  deed TEXT NOT NULL,
  subject TEXT NOT NULL,
  reads_person BOOLEAN NOT NULL,
  CONSTRAINT pk_audit_trail PRIMARY KEY (number)
);

CREATE INDEX ix_audit_trail_account ON audit_trail (account, number);

CREATE FUNCTION keep_audit_trail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the audit trail is only ever added to'; END $$;

CREATE TRIGGER keep_audit_trail BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_trail EXECUTE FUNCTION keep_audit_trail();

-- The working years, each version with the moment it is counted by.
CREATE TABLE calendar_years (
  year INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data JSONB NOT NULL,
  source TEXT NOT NULL,
  in_force_at TIMESTAMP WITH TIME ZONE NOT NULL,
  loaded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  loaded_by TEXT NOT NULL,
  CONSTRAINT pk_calendar_years PRIMARY KEY (year, version)
);
