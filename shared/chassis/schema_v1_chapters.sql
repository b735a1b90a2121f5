-- The histories of units as every service keeps them. Frozen: a change is a migration of its
-- own, never an edit here.

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
  told_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_known_chapters PRIMARY KEY (unit, valid_from)
);

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
