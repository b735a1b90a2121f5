-- What every service needs to know who is asking, and to tell who did what.
-- Frozen: a change is a migration of its own, never an edit here.

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
