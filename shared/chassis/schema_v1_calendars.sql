-- The working years a service has been told of, each version with the moment it is counted by.
-- Frozen: a change is a migration of its own, never an edit here.

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
