-- The tables of reporting as first released, after the chassis' own: what its first migration creates.
-- Frozen: a change is a migration of its own, never an edit here. A blank line ends a statement.

CREATE TABLE archive (
  event_id UUID NOT NULL,
  day DATE NOT NULL,
  path TEXT NOT NULL,
  node TEXT NOT NULL,
  name TEXT NOT NULL,
  unit TEXT,
  occurred_at TIMESTAMP WITH TIME ZONE NOT NULL,
  recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
  epoch INTEGER NOT NULL,
  nseq BIGINT NOT NULL,
  body JSONB NOT NULL,
  heard_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  CONSTRAINT pk_archive PRIMARY KEY (event_id, day)
) PARTITION BY RANGE (day);

CREATE INDEX ix_archive_name_unit_day ON archive (name, unit, day);

CREATE INDEX ix_archive_node_day ON archive (node, day);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the archive only grows: % refused', TG_OP;
END $$;

CREATE TRIGGER archive_only_grows BEFORE UPDATE OR DELETE ON archive
FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE cursors (
  path TEXT NOT NULL,
  service TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  ahead JSONB DEFAULT '[]' NOT NULL,
  nseq BIGINT DEFAULT '0' NOT NULL,
  head BIGINT DEFAULT '0' NOT NULL,
  receipted BIGINT DEFAULT '0' NOT NULL,
  told BIGINT DEFAULT '0' NOT NULL,
  at_parent BIGINT DEFAULT '0' NOT NULL,
  heard_at TIMESTAMP WITH TIME ZONE,
  moved_at TIMESTAMP WITH TIME ZONE,
  hole_since TIMESTAMP WITH TIME ZONE,
  requested_at TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pk_cursors PRIMARY KEY (path, service, epoch)
);

CREATE TABLE digests (
  node TEXT NOT NULL,
  day DATE NOT NULL,
  facts BIGINT NOT NULL,
  hash BIGINT NOT NULL,
  heard_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  CONSTRAINT pk_digests PRIMARY KEY (node, day)
);

CREATE TABLE measure_rules (
  measure TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  CONSTRAINT pk_measure_rules PRIMARY KEY (measure)
);

CREATE TABLE tallies (
  unit TEXT NOT NULL,
  day DATE NOT NULL,
  measure TEXT NOT NULL,
  amount BIGINT NOT NULL,
  CONSTRAINT pk_tallies PRIMARY KEY (unit, day, measure)
);
