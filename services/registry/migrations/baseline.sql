-- The tables of registry as first released, after the chassis' own: what its first migration creates.
-- Frozen: a change is a migration of its own, never an edit here. A blank line ends a statement.

CREATE TABLE accounts (
  id UUID NOT NULL,
  login TEXT NOT NULL,
  name TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  must_change_password BOOLEAN NOT NULL,
  suspended_at TIMESTAMP WITH TIME ZONE,
  version INTEGER DEFAULT '1' NOT NULL,
  made_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  CONSTRAINT pk_accounts PRIMARY KEY (id),
  CONSTRAINT uq_accounts_login UNIQUE (login)
);

CREATE TABLE api_tokens (
  id UUID NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  unit TEXT NOT NULL,
  made_by UUID NOT NULL,
  made_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
  ended_at TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pk_api_tokens PRIMARY KEY (id)
);

CREATE TABLE awards (
  id UUID NOT NULL,
  nomination UUID NOT NULL,
  achievement_id UUID NOT NULL,
  unit TEXT NOT NULL,
  host TEXT NOT NULL,
  award TEXT NOT NULL,
  given_on DATE NOT NULL,
  document TEXT NOT NULL,
  revoked_on DATE,
  CONSTRAINT pk_awards PRIMARY KEY (id)
);

CREATE INDEX ix_awards_nomination ON awards (nomination);

CREATE UNIQUE INDEX uq_awards_one_per_achievement ON awards (achievement_id) WHERE revoked_on IS NULL;

CREATE TABLE ballot_seals (
  ballot UUID NOT NULL,
  phase TEXT NOT NULL,
  unit TEXT NOT NULL,
  host TEXT NOT NULL,
  sealed_on DATE NOT NULL,
  lines INTEGER NOT NULL,
  seal TEXT NOT NULL,
  CONSTRAINT pk_ballot_seals PRIMARY KEY (ballot, phase),
  CONSTRAINT ck_ballot_seals_phase_known CHECK (phase in ('opened', 'closed'))
);

CREATE TABLE ballots (
  id UUID NOT NULL,
  unit TEXT NOT NULL,
  title TEXT NOT NULL,
  seats INTEGER NOT NULL,
  roll INTEGER NOT NULL,
  offline_cap TEXT NOT NULL,
  options TEXT[] NOT NULL,
  state TEXT NOT NULL,
  slips INTEGER NOT NULL,
  opening TEXT NOT NULL,
  closing TEXT NOT NULL,
  opened_on DATE,
  closed_on DATE,
  version INTEGER NOT NULL,
  CONSTRAINT pk_ballots PRIMARY KEY (id),
  CONSTRAINT ck_ballots_state_known CHECK (state in ('prepared', 'open', 'closed'))
);

CREATE TABLE campaign_endings (
  campaign UUID NOT NULL,
  closed_on DATE NOT NULL,
  CONSTRAINT pk_campaign_endings PRIMARY KEY (campaign)
);

CREATE TABLE campaign_waits (
  campaign UUID NOT NULL,
  unit TEXT NOT NULL,
  since TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_campaign_waits PRIMARY KEY (campaign, unit)
);

CREATE TABLE campaigns (
  id UUID NOT NULL,
  issuer TEXT NOT NULL,
  title TEXT NOT NULL,
  number TEXT NOT NULL,
  issued_on DATE,
  year INTEGER NOT NULL,
  first_day DATE NOT NULL,
  last_day DATE NOT NULL,
  content_set TEXT NOT NULL,
  themes JSONB NOT NULL,
  guidance TEXT NOT NULL,
  duties JSONB NOT NULL,
  host TEXT NOT NULL,
  version INTEGER NOT NULL,
  saved_at TIMESTAMP WITH TIME ZONE NOT NULL,
  launched_on DATE,
  CONSTRAINT pk_campaigns PRIMARY KEY (id),
  CONSTRAINT ck_campaigns_ends_after_it_begins CHECK (last_day >= first_day)
);

CREATE TABLE commitment_counts (
  unit TEXT NOT NULL,
  year INTEGER NOT NULL,
  theme TEXT NOT NULL,
  by TEXT NOT NULL,
  signed INTEGER NOT NULL,
  "of" INTEGER,
  kept INTEGER,
  counted_on DATE NOT NULL,
  revision INTEGER NOT NULL,
  host TEXT NOT NULL,
  CONSTRAINT pk_commitment_counts PRIMARY KEY (unit, year, theme, by)
);

CREATE TABLE duty_deeds (
  what TEXT NOT NULL,
  ref TEXT NOT NULL,
  unit TEXT NOT NULL,
  occurred_on DATE NOT NULL,
  campaign UUID,
  amount INTEGER NOT NULL,
  host TEXT NOT NULL,
  CONSTRAINT pk_duty_deeds PRIMARY KEY (what, ref),
  CONSTRAINT ck_duty_deeds_what_known CHECK (what in ('plan', 'model', 'initiative', 'pledge', 'nomination', 'report')),
  CONSTRAINT ck_duty_deeds_amount_counts CHECK (amount >= 0)
);

CREATE INDEX ix_duty_deeds_campaign ON duty_deeds (campaign);

CREATE INDEX ix_duty_deeds_free ON duty_deeds (occurred_on) WHERE campaign IS NULL;

CREATE TABLE files (
  id UUID NOT NULL,
  unit TEXT NOT NULL,
  name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size_bytes BIGINT NOT NULL,
  digest TEXT NOT NULL,
  kept_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_files PRIMARY KEY (id)
);

CREATE INDEX ix_files_digest ON files (digest);

CREATE TABLE model_copies (
  copy UUID NOT NULL,
  source UUID NOT NULL,
  unit TEXT NOT NULL,
  since DATE NOT NULL,
  host TEXT NOT NULL,
  reached INTEGER,
  result TEXT NOT NULL,
  CONSTRAINT pk_model_copies PRIMARY KEY (copy)
);

CREATE INDEX ix_model_copies_source ON model_copies (source);

CREATE TABLE model_reports (
  unit TEXT NOT NULL,
  first_year INTEGER NOT NULL,
  last_year INTEGER NOT NULL,
  stated_total INTEGER,
  counted_on DATE NOT NULL,
  revision INTEGER NOT NULL,
  host TEXT NOT NULL,
  CONSTRAINT pk_model_reports PRIMARY KEY (unit, first_year, last_year)
);

CREATE TABLE models (
  id UUID NOT NULL,
  unit TEXT NOT NULL,
  host TEXT NOT NULL,
  title TEXT NOT NULL,
  kind TEXT NOT NULL,
  field TEXT NOT NULL,
  themes TEXT[] NOT NULL,
  owner TEXT NOT NULL,
  novelty TEXT NOT NULL,
  year INTEGER NOT NULL,
  criteria TEXT[] NOT NULL,
  criteria_count INTEGER NOT NULL,
  sections JSONB NOT NULL,
  campaign UUID,
  state TEXT NOT NULL,
  registered_on DATE,
  registered_by UUID,
  moved_on DATE NOT NULL,
  version INTEGER NOT NULL,
  saved_at TIMESTAMP WITH TIME ZONE NOT NULL,
  search TSVECTOR NOT NULL,
  CONSTRAINT pk_models PRIMARY KEY (id),
  CONSTRAINT ck_models_state_known CHECK (state in ('draft', 'registered', 'in_progress', 'reviewed', 'recognised', 'replicated', 'closed', 'cancelled')),
  CONSTRAINT ck_models_kind_known CHECK (kind in ('model', 'initiative', 'work'))
);

CREATE INDEX ix_models_search ON models USING gin (search);

CREATE INDEX ix_models_unit ON models (unit, id);

CREATE INDEX ix_models_year ON models (year, id);

CREATE TABLE node_enrolments (
  place TEXT NOT NULL,
  parent TEXT,
  public_key TEXT NOT NULL,
  enrolled_on DATE NOT NULL,
  told_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_node_enrolments PRIMARY KEY (place)
);

CREATE TABLE nominations (
  id UUID NOT NULL,
  code TEXT NOT NULL,
  subject TEXT NOT NULL,
  unit TEXT NOT NULL,
  host TEXT NOT NULL,
  year INTEGER NOT NULL,
  achievement_id UUID NOT NULL,
  achievement TEXT NOT NULL,
  nominee_digest BYTEA,
  model UUID,
  campaign UUID,
  nominated_by UUID,
  nominated_on DATE NOT NULL,
  state TEXT NOT NULL,
  moved_on DATE NOT NULL,
  origin UUID,
  proposed_up_on DATE,
  version INTEGER NOT NULL,
  CONSTRAINT pk_nominations PRIMARY KEY (id),
  CONSTRAINT ck_nominations_subject_known CHECK (subject in ('model', 'collective', 'individual')),
  CONSTRAINT ck_nominations_state_known CHECK (state in ('proposed', 'home_collective_accepted', 'published_for_comment', 'council_reviewed', 'selected', 'commended', 'revoked')),
  CONSTRAINT uq_nominations_code UNIQUE (code),
  CONSTRAINT uq_nominations_origin UNIQUE (origin),
  CONSTRAINT uq_nominations_nominee_digest_year UNIQUE (nominee_digest, year)
);

CREATE INDEX ix_nominations_achievement_id ON nominations (achievement_id);

CREATE INDEX ix_nominations_listed ON nominations (year, id);

CREATE INDEX ix_nominations_unit ON nominations (unit);

CREATE TABLE pledge_counts (
  unit TEXT NOT NULL,
  year INTEGER NOT NULL,
  theme TEXT NOT NULL,
  members INTEGER NOT NULL,
  signed INTEGER NOT NULL,
  counted_on DATE NOT NULL,
  revision INTEGER NOT NULL,
  host TEXT NOT NULL,
  CONSTRAINT pk_pledge_counts PRIMARY KEY (unit, year, theme),
  CONSTRAINT ck_pledge_counts_signed_are_members CHECK (signed between 0 and members)
);

CREATE TABLE sign_in_failures (
  source TEXT NOT NULL,
  count INTEGER NOT NULL,
  last_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_sign_in_failures PRIMARY KEY (source)
);

CREATE TABLE unit_changes (
  id UUID NOT NULL,
  kind TEXT NOT NULL,
  effective_on DATE NOT NULL,
  basis TEXT NOT NULL,
  decided_by TEXT NOT NULL,
  stated_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_unit_changes PRIMARY KEY (id),
  CONSTRAINT ck_unit_changes_kind_known CHECK (kind in ('establish', 'rename', 'move', 'merge', 'split', 'abolish'))
);

CREATE INDEX ix_unit_changes_effective_on ON unit_changes (effective_on);

CREATE TABLE unit_changes_undone (
  change UUID NOT NULL,
  undone_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_unit_changes_undone PRIMARY KEY (change)
);

CREATE TABLE unit_heads (
  unit TEXT NOT NULL,
  counted_on DATE NOT NULL,
  heads INTEGER NOT NULL,
  told_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_unit_heads PRIMARY KEY (unit, counted_on),
  CONSTRAINT ck_unit_heads_heads_count CHECK (heads >= 0)
);

CREATE TABLE unit_histories (
  unit TEXT NOT NULL,
  version INTEGER NOT NULL,
  told_as INTEGER NOT NULL,
  CONSTRAINT pk_unit_histories PRIMARY KEY (unit)
);

CREATE TABLE unit_lines (
  unit TEXT NOT NULL,
  line TEXT[] NOT NULL,
  CONSTRAINT pk_unit_lines PRIMARY KEY (unit)
);

CREATE TABLE unit_tellings (
  code TEXT NOT NULL,
  valid_from DATE NOT NULL,
  kind TEXT NOT NULL,
  vi TEXT NOT NULL,
  en TEXT NOT NULL,
  territorial_parent TEXT,
  sector_parent TEXT,
  host TEXT NOT NULL,
  gso_code TEXT NOT NULL,
  eid TEXT NOT NULL,
  basis TEXT NOT NULL,
  made_up BOOLEAN NOT NULL,
  told_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_unit_tellings PRIMARY KEY (code, valid_from)
);

CREATE TABLE units (
  code TEXT NOT NULL,
  valid_from DATE NOT NULL,
  valid_to DATE,
  kind TEXT NOT NULL,
  vi TEXT NOT NULL,
  en TEXT NOT NULL,
  territorial_parent TEXT,
  sector_parent TEXT,
  host TEXT NOT NULL,
  made_up BOOLEAN NOT NULL,
  told_at TIMESTAMP WITH TIME ZONE NOT NULL,
  folded TEXT DEFAULT '' NOT NULL,
  gso_code TEXT DEFAULT '' NOT NULL,
  eid TEXT DEFAULT '' NOT NULL,
  basis TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_units PRIMARY KEY (code, valid_from),
  CONSTRAINT ck_units_lasts_a_day CHECK (valid_to > valid_from)
);

CREATE INDEX ix_units_host ON units (host);

CREATE INDEX ix_units_sector_parent ON units (sector_parent);

CREATE INDEX ix_units_territorial_parent ON units (territorial_parent, code);

CREATE TABLE account_roles (
  account UUID NOT NULL,
  role TEXT NOT NULL,
  unit TEXT NOT NULL,
  CONSTRAINT pk_account_roles PRIMARY KEY (account, role, unit),
  CONSTRAINT fk_account_roles_account FOREIGN KEY (account) REFERENCES accounts (id)
);

CREATE INDEX ix_account_roles_unit ON account_roles (unit);

CREATE TABLE ballot_slips (
  ballot UUID NOT NULL,
  mark TEXT NOT NULL,
  used_on DATE,
  CONSTRAINT pk_ballot_slips PRIMARY KEY (ballot, mark),
  CONSTRAINT fk_ballot_slips_ballot FOREIGN KEY (ballot) REFERENCES ballots (id)
);

CREATE TABLE ballot_votes (
  ballot UUID NOT NULL,
  receipt TEXT NOT NULL,
  choices TEXT[] NOT NULL,
  CONSTRAINT pk_ballot_votes PRIMARY KEY (ballot, receipt),
  CONSTRAINT fk_ballot_votes_ballot FOREIGN KEY (ballot) REFERENCES ballots (id)
);

CREATE TABLE box_entries (
  ballot UUID NOT NULL,
  box TEXT NOT NULL,
  entered_by UUID NOT NULL,
  papers INTEGER NOT NULL,
  votes JSONB NOT NULL,
  blank INTEGER NOT NULL,
  spoilt INTEGER NOT NULL,
  CONSTRAINT pk_box_entries PRIMARY KEY (ballot, box, entered_by),
  CONSTRAINT fk_box_entries_ballot FOREIGN KEY (ballot) REFERENCES ballots (id)
);

CREATE TABLE conflict_declarations (
  nomination UUID NOT NULL,
  reviewer UUID NOT NULL,
  declared_at TIMESTAMP WITH TIME ZONE NOT NULL,
  ties TEXT[] NOT NULL,
  CONSTRAINT pk_conflict_declarations PRIMARY KEY (nomination, reviewer),
  CONSTRAINT fk_conflict_declarations_nomination FOREIGN KEY (nomination) REFERENCES nominations (id)
);

CREATE TABLE delegations (
  id UUID NOT NULL,
  principal UUID NOT NULL,
  deputy UUID NOT NULL,
  role TEXT NOT NULL,
  unit TEXT NOT NULL,
  first_day DATE NOT NULL,
  last_day DATE NOT NULL,
  is_taken_back BOOLEAN DEFAULT 'false' NOT NULL,
  CONSTRAINT pk_delegations PRIMARY KEY (id),
  CONSTRAINT ck_delegations_lasts_a_day CHECK (last_day >= first_day),
  CONSTRAINT ck_delegations_takes_two CHECK (principal <> deputy),
  CONSTRAINT fk_delegations_principal FOREIGN KEY (principal) REFERENCES accounts (id),
  CONSTRAINT fk_delegations_deputy FOREIGN KEY (deputy) REFERENCES accounts (id)
);

CREATE INDEX ix_delegations_deputy ON delegations (deputy);

CREATE INDEX ix_delegations_principal ON delegations (principal);

CREATE TABLE model_evidence (
  id UUID NOT NULL,
  model UUID NOT NULL,
  happened_on DATE NOT NULL,
  note TEXT NOT NULL,
  file UUID,
  by UUID,
  CONSTRAINT pk_model_evidence PRIMARY KEY (id),
  CONSTRAINT fk_model_evidence_model FOREIGN KEY (model) REFERENCES models (id),
  CONSTRAINT fk_model_evidence_file FOREIGN KEY (file) REFERENCES files (id)
);

CREATE INDEX ix_model_evidence_model ON model_evidence (model);

CREATE TABLE model_figures (
  unit TEXT NOT NULL,
  first_year INTEGER NOT NULL,
  last_year INTEGER NOT NULL,
  field TEXT NOT NULL,
  registered INTEGER,
  "new" INTEGER,
  consolidated INTEGER,
  recognised INTEGER,
  replicated INTEGER,
  CONSTRAINT pk_model_figures PRIMARY KEY (unit, first_year, last_year, field),
  CONSTRAINT fk_model_figures_report FOREIGN KEY (unit, first_year, last_year) REFERENCES model_reports (unit, first_year, last_year) ON DELETE CASCADE
);

CREATE TABLE model_moves (
  id UUID NOT NULL,
  model UUID NOT NULL,
  step TEXT NOT NULL,
  happened_on DATE NOT NULL,
  document TEXT NOT NULL,
  comment TEXT NOT NULL,
  criteria_met INTEGER,
  criteria_count INTEGER,
  is_passed BOOLEAN,
  by UUID,
  CONSTRAINT pk_model_moves PRIMARY KEY (id),
  CONSTRAINT fk_model_moves_model FOREIGN KEY (model) REFERENCES models (id)
);

CREATE INDEX ix_model_moves_model ON model_moves (model);

CREATE TABLE model_persons (
  model UUID NOT NULL,
  name TEXT NOT NULL,
  CONSTRAINT pk_model_persons PRIMARY KEY (model),
  CONSTRAINT fk_model_persons_model FOREIGN KEY (model) REFERENCES models (id)
);

CREATE TABLE nomination_answers (
  nomination UUID NOT NULL,
  criterion TEXT NOT NULL,
  evidence TEXT NOT NULL,
  figure NUMERIC,
  figure_source TEXT NOT NULL,
  attachment UUID,
  CONSTRAINT pk_nomination_answers PRIMARY KEY (nomination, criterion),
  CONSTRAINT fk_nomination_answers_nomination FOREIGN KEY (nomination) REFERENCES nominations (id)
);

CREATE TABLE nomination_moves (
  nomination UUID NOT NULL,
  step TEXT NOT NULL,
  happened_on DATE NOT NULL,
  document TEXT NOT NULL,
  by UUID,
  reason TEXT,
  award TEXT,
  CONSTRAINT pk_nomination_moves PRIMARY KEY (nomination, step),
  CONSTRAINT fk_nomination_moves_nomination FOREIGN KEY (nomination) REFERENCES nominations (id)
);

CREATE TABLE nomination_persons (
  nomination UUID NOT NULL,
  name TEXT NOT NULL,
  may_name_publicly BOOLEAN NOT NULL,
  CONSTRAINT pk_nomination_persons PRIMARY KEY (nomination),
  CONSTRAINT fk_nomination_persons_nomination FOREIGN KEY (nomination) REFERENCES nominations (id)
);

CREATE TABLE nomination_spread (
  id UUID NOT NULL,
  nomination UUID NOT NULL,
  kind TEXT NOT NULL,
  happened_on DATE NOT NULL,
  note TEXT NOT NULL,
  CONSTRAINT pk_nomination_spread PRIMARY KEY (id),
  CONSTRAINT fk_nomination_spread_nomination FOREIGN KEY (nomination) REFERENCES nominations (id),
  CONSTRAINT ck_nomination_spread_kind_known CHECK (kind in ('replication', 'communication'))
);

CREATE INDEX ix_nomination_spread_nomination ON nomination_spread (nomination);

CREATE TABLE plans (
  id UUID NOT NULL,
  campaign UUID NOT NULL,
  unit TEXT NOT NULL,
  number TEXT NOT NULL,
  dated_on DATE NOT NULL,
  submitted_on DATE NOT NULL,
  submitted_at TIMESTAMP WITH TIME ZONE NOT NULL,
  due_on DATE,
  late_days INTEGER NOT NULL,
  host TEXT NOT NULL,
  file UUID,
  CONSTRAINT pk_plans PRIMARY KEY (id),
  CONSTRAINT uq_plans_campaign_unit_number UNIQUE (campaign, unit, number),
  CONSTRAINT fk_plans_file FOREIGN KEY (file) REFERENCES files (id)
);

CREATE TABLE score_sheets (
  nomination UUID NOT NULL,
  reviewer UUID NOT NULL,
  edition INTEGER NOT NULL,
  handed_in_at TIMESTAMP WITH TIME ZONE NOT NULL,
  scores JSONB NOT NULL,
  reason TEXT NOT NULL,
  CONSTRAINT pk_score_sheets PRIMARY KEY (nomination, reviewer, edition),
  CONSTRAINT fk_score_sheets_nomination FOREIGN KEY (nomination) REFERENCES nominations (id),
  CONSTRAINT ck_score_sheets_edition_counts CHECK (edition >= 1)
);

CREATE TABLE unit_change_parts (
  change UUID NOT NULL,
  nth INTEGER NOT NULL,
  unit TEXT NOT NULL,
  seat TEXT NOT NULL,
  share_numerator BIGINT,
  share_denominator BIGINT,
  begins BOOLEAN NOT NULL,
  kind TEXT,
  vi TEXT,
  en TEXT,
  parent TEXT,
  sector_parent TEXT,
  host TEXT,
  gso_code TEXT,
  eid TEXT,
  made_up BOOLEAN NOT NULL,
  CONSTRAINT pk_unit_change_parts PRIMARY KEY (change, nth),
  CONSTRAINT fk_unit_change_parts_change FOREIGN KEY (change) REFERENCES unit_changes (id) ON DELETE CASCADE,
  CONSTRAINT ck_unit_change_parts_seat_known CHECK (seat in ('source', 'target', 'follower')),
  CONSTRAINT ck_unit_change_parts_share_divides CHECK (share_denominator > 0)
);

CREATE INDEX ix_unit_change_parts_unit ON unit_change_parts (unit);

CREATE TABLE sessions (
  id UUID NOT NULL,
  account UUID NOT NULL,
  begun_at TIMESTAMP WITH TIME ZONE NOT NULL,
  renewed_at TIMESTAMP WITH TIME ZONE NOT NULL,
  ended_at TIMESTAMP WITH TIME ZONE,
  device TEXT NOT NULL,
  delegation UUID,
  CONSTRAINT pk_sessions PRIMARY KEY (id),
  CONSTRAINT fk_sessions_account FOREIGN KEY (account) REFERENCES accounts (id),
  CONSTRAINT fk_sessions_delegation FOREIGN KEY (delegation) REFERENCES delegations (id)
);

CREATE INDEX ix_sessions_account ON sessions (account);
