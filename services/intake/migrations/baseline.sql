-- The tables of intake as first released, after the chassis' own: what its first migration creates.
-- Frozen: a change is a migration of its own, never an edit here. A blank line ends a statement.

CREATE TABLE appeals (
  id UUID NOT NULL,
  case_id UUID NOT NULL,
  promise_id UUID,
  unit TEXT NOT NULL,
  to_unit TEXT NOT NULL,
  category TEXT NOT NULL,
  received_on DATE NOT NULL,
  due_on DATE NOT NULL,
  rating SMALLINT NOT NULL,
  filed_on DATE NOT NULL,
  words TEXT DEFAULT '' NOT NULL,
  sealed TEXT,
  key_id UUID,
  state TEXT NOT NULL,
  decided_on DATE,
  decided_by UUID,
  until DATE,
  CONSTRAINT pk_appeals PRIMARY KEY (id),
  CONSTRAINT ck_appeals_state_known CHECK (state in ('waiting', 'filed', 'upheld', 'dismissed')),
  CONSTRAINT ck_appeals_rating_poor CHECK (rating between 1 and 2),
  CONSTRAINT uq_appeals_case_id_promise_id UNIQUE (case_id, promise_id)
);

CREATE INDEX ix_appeals_to_unit ON appeals (to_unit, filed_on);

CREATE TABLE calendar_recounts (
  year INTEGER NOT NULL,
  version INTEGER NOT NULL,
  in_force_at TIMESTAMP WITH TIME ZONE NOT NULL,
  first_day DATE NOT NULL,
  last_day DATE NOT NULL,
  step TEXT NOT NULL,
  after UUID,
  looked INTEGER NOT NULL,
  moved INTEGER NOT NULL,
  CONSTRAINT pk_calendar_recounts PRIMARY KEY (year, version),
  CONSTRAINT ck_calendar_recounts_step_known CHECK (step in ('feedback', 'dossiers', 'done'))
);

CREATE INDEX ix_calendar_recounts_open ON calendar_recounts (in_force_at) WHERE step <> 'done';

CREATE TABLE categories (
  code TEXT NOT NULL,
  valid_from DATE NOT NULL,
  valid_to DATE,
  parent TEXT,
  vi TEXT NOT NULL,
  en TEXT NOT NULL,
  theme TEXT NOT NULL,
  profile TEXT NOT NULL,
  is_anonymous_allowed BOOLEAN NOT NULL,
  keywords TEXT[] NOT NULL,
  questions JSONB NOT NULL,
  CONSTRAINT pk_categories PRIMARY KEY (code, valid_from),
  CONSTRAINT ck_categories_lasts CHECK (valid_to > valid_from)
);

CREATE TABLE channel_states (
  channel TEXT NOT NULL,
  worked_at TIMESTAMP WITH TIME ZONE,
  failed_at TIMESTAMP WITH TIME ZONE,
  failure TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_channel_states PRIMARY KEY (channel)
);

CREATE TABLE clock_moves (
  id UUID NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id UUID NOT NULL,
  clock TEXT NOT NULL,
  old_on DATE NOT NULL,
  new_on DATE NOT NULL,
  reason TEXT NOT NULL,
  cause TEXT DEFAULT '' NOT NULL,
  moved_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_clock_moves PRIMARY KEY (id),
  CONSTRAINT ck_clock_moves_subject_kind_known CHECK (subject_kind in ('feedback', 'dossier', 'petition')),
  CONSTRAINT ck_clock_moves_really_moved CHECK (old_on <> new_on)
);

CREATE INDEX ix_clock_moves_subject ON clock_moves (subject_kind, subject_id, moved_at);

CREATE TABLE dossiers (
  code TEXT NOT NULL,
  id UUID NOT NULL,
  unit TEXT NOT NULL,
  procedure TEXT NOT NULL,
  channel TEXT NOT NULL,
  received_on DATE NOT NULL,
  due_on DATE NOT NULL,
  returned_on DATE,
  first_due_on DATE NOT NULL,
  promised_on DATE NOT NULL,
  counted_from DATE NOT NULL,
  moved_on DATE NOT NULL,
  pressing_from DATE NOT NULL,
  state TEXT NOT NULL,
  supplements SMALLINT NOT NULL,
  reschedules SMALLINT NOT NULL,
  lap SMALLINT NOT NULL,
  version INTEGER NOT NULL,
  closed_on DATE,
  CONSTRAINT pk_dossiers PRIMARY KEY (code),
  CONSTRAINT ck_dossiers_channel_known CHECK (channel in ('counter', 'online', 'post')),
  CONSTRAINT ck_dossiers_due_after_receipt CHECK (due_on >= received_on),
  CONSTRAINT ck_dossiers_returned_after_receipt CHECK (returned_on >= received_on),
  CONSTRAINT ck_dossiers_promised_not_before_due CHECK (promised_on >= due_on),
  CONSTRAINT ck_dossiers_state_known CHECK (state in ('received', 'supplement_requested', 'supplemented', 'rescheduled', 'returned', 'rejected', 'withdrawn', 'stopped')),
  CONSTRAINT ck_dossiers_returned_when_said CHECK ((state = 'returned') = (returned_on is not null)),
  CONSTRAINT ck_dossiers_closed_when_said CHECK ((state in ('rejected', 'withdrawn', 'stopped')) = (closed_on is not null)),
  CONSTRAINT uq_dossiers_id UNIQUE (id)
);

CREATE INDEX ix_dossiers_breaches ON dossiers (moved_on, code) WHERE supplements > 1 or reschedules > 1;

CREATE INDEX ix_dossiers_moved ON dossiers (moved_on, code);

CREATE INDEX ix_dossiers_pressing ON dossiers (pressing_from) WHERE state in ('received', 'supplemented', 'rescheduled');

CREATE INDEX ix_dossiers_promised ON dossiers (promised_on, code) WHERE state in ('received', 'supplemented', 'rescheduled');

CREATE INDEX ix_dossiers_unit_moved ON dossiers (unit, moved_on, code);

CREATE INDEX ix_dossiers_unit_promised ON dossiers (unit, promised_on, code) WHERE state in ('received', 'supplement_requested', 'supplemented', 'rescheduled');

CREATE INDEX ix_dossiers_waiting ON dossiers (moved_on, code) WHERE state = 'supplement_requested';

CREATE TABLE drafts (
  id TEXT NOT NULL,
  made_at TIMESTAMP WITH TIME ZONE NOT NULL,
  values JSONB NOT NULL,
  photos JSONB NOT NULL,
  number TEXT,
  CONSTRAINT pk_drafts PRIMARY KEY (id)
);

CREATE INDEX ix_drafts_made_at ON drafts (made_at);

CREATE TABLE escalations (
  id UUID NOT NULL,
  case_id UUID NOT NULL,
  unit TEXT NOT NULL,
  to_unit TEXT NOT NULL,
  category TEXT NOT NULL,
  due_on DATE NOT NULL,
  level INTEGER NOT NULL,
  reason TEXT NOT NULL,
  raised_on DATE NOT NULL,
  is_here BOOLEAN NOT NULL,
  state TEXT NOT NULL,
  seen_by UUID,
  seen_on DATE,
  CONSTRAINT pk_escalations PRIMARY KEY (id),
  CONSTRAINT ck_escalations_state_known CHECK (state in ('open', 'seen', 'raised', 'cleared'))
);

CREATE INDEX ix_escalations_case_id ON escalations (case_id, level);

CREATE INDEX ix_escalations_open ON escalations (raised_on) WHERE state = 'open';

CREATE TABLE feedback (
  id UUID NOT NULL,
  number TEXT NOT NULL,
  unit TEXT NOT NULL,
  category TEXT NOT NULL,
  text TEXT NOT NULL,
  received_at TIMESTAMP WITH TIME ZONE NOT NULL,
  received_on DATE NOT NULL,
  due_on DATE NOT NULL,
  due_is_provisional BOOLEAN NOT NULL,
  state TEXT NOT NULL,
  closed_on DATE,
  reason TEXT,
  kind TEXT DEFAULT 'reflection' NOT NULL,
  channel TEXT DEFAULT 'online_channel' NOT NULL,
  visibility TEXT DEFAULT 'anonymous' NOT NULL,
  address TEXT DEFAULT '' NOT NULL,
  routed_by TEXT DEFAULT '' NOT NULL,
  reason_code TEXT,
  state_before TEXT,
  acknowledged_at TIMESTAMP WITH TIME ZONE,
  answered_at TIMESTAMP WITH TIME ZONE,
  resolved_at TIMESTAMP WITH TIME ZONE,
  latitude DOUBLE PRECISION,
  longitude DOUBLE PRECISION,
  version INTEGER DEFAULT '1' NOT NULL,
  reopened INTEGER DEFAULT '0' NOT NULL,
  bounces INTEGER DEFAULT '0' NOT NULL,
  assigned_to UUID,
  reopen_until DATE,
  rating SMALLINT,
  merged_into UUID,
  acknowledge_by DATE NOT NULL,
  answer_by DATE NOT NULL,
  promised_on DATE NOT NULL,
  leaf TEXT DEFAULT '' NOT NULL,
  promise_id UUID NOT NULL,
  CONSTRAINT pk_feedback PRIMARY KEY (id),
  CONSTRAINT ck_feedback_text_within_measure CHECK (char_length(text) between 1 and 4000),
  CONSTRAINT ck_feedback_state_known CHECK (state in ('received', 'acknowledged', 'in_progress', 'handed_over', 'resolved', 'confirmed', 'closed', 'rejected', 'merged', 'transferred')),
  CONSTRAINT ck_feedback_closed_when_answered CHECK ((state in ('resolved', 'confirmed', 'closed', 'rejected')) = (closed_on is not null)),
  CONSTRAINT ck_feedback_reason_given CHECK ((state = 'rejected') = (reason is not null)),
  CONSTRAINT ck_feedback_merged_into_another CHECK ((state = 'merged') = (merged_into is not null)),
  CONSTRAINT ck_feedback_position_whole CHECK ((latitude is null) = (longitude is null)),
  CONSTRAINT ck_feedback_rating_in_range CHECK (rating between 1 and 5),
  CONSTRAINT uq_feedback_number UNIQUE (number),
  CONSTRAINT fk_feedback_merged_into FOREIGN KEY (merged_into) REFERENCES feedback (id)
);

CREATE INDEX ix_feedback_alike ON feedback (category, unit, received_at);

CREATE INDEX ix_feedback_grid ON feedback ((floor(latitude * 200)::int), (floor(longitude * 200)::int), received_on) WHERE latitude IS NOT NULL;

CREATE INDEX ix_feedback_merged_into ON feedback (merged_into) WHERE merged_into IS NOT NULL;

CREATE INDEX ix_feedback_open ON feedback (unit, promised_on, id) WHERE state IN ('received', 'acknowledged', 'in_progress');

CREATE INDEX ix_feedback_received ON feedback (received_at, id);

CREATE INDEX ix_feedback_resolved ON feedback (reopen_until) WHERE state = 'resolved';

CREATE INDEX ix_feedback_waiting ON feedback (promised_on, id) INCLUDE (unit, state, assigned_to, reopened) WHERE state IN ('received', 'acknowledged', 'in_progress', 'handed_over', 'resolved');

CREATE TABLE handover_bounces (
  id UUID NOT NULL,
  case_id UUID NOT NULL,
  unit TEXT NOT NULL,
  from_unit TEXT NOT NULL,
  reason TEXT NOT NULL,
  happened_on DATE NOT NULL,
  CONSTRAINT pk_handover_bounces PRIMARY KEY (id)
);

CREATE INDEX ix_handover_bounces_case_id ON handover_bounces (case_id);

CREATE TABLE handover_decisions (
  case_id UUID NOT NULL,
  handover_id UUID NOT NULL,
  holder TEXT NOT NULL,
  category TEXT NOT NULL,
  received_on DATE NOT NULL,
  due_on DATE NOT NULL,
  is_ours BOOLEAN NOT NULL,
  asked_on DATE NOT NULL,
  named TEXT,
  decided_by UUID,
  decided_on DATE,
  CONSTRAINT pk_handover_decisions PRIMARY KEY (case_id),
  CONSTRAINT ck_handover_decisions_decided_whole CHECK ((named is null) = (decided_on is null))
);

CREATE TABLE handover_trails (
  trail TEXT NOT NULL,
  case_id UUID NOT NULL,
  unit TEXT NOT NULL,
  since TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_handover_trails PRIMARY KEY (trail)
);

CREATE INDEX ix_handover_trails_case_id ON handover_trails (case_id);

CREATE TABLE handovers (
  id UUID NOT NULL,
  case_id UUID NOT NULL,
  is_out BOOLEAN NOT NULL,
  unit TEXT NOT NULL,
  to_unit TEXT NOT NULL,
  reason TEXT NOT NULL,
  bounces INTEGER NOT NULL,
  decided BOOLEAN NOT NULL,
  handed_at TIMESTAMP WITH TIME ZONE NOT NULL,
  state TEXT NOT NULL,
  why TEXT DEFAULT '' NOT NULL,
  key_id UUID,
  settled_at TIMESTAMP WITH TIME ZONE,
  stands TEXT DEFAULT '' NOT NULL,
  stands_due_on DATE,
  stands_at TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pk_handovers PRIMARY KEY (id),
  CONSTRAINT ck_handovers_state_known CHECK (state in ('waiting', 'sent', 'withdrawing', 'taken_over', 'handed_back', 'withdrawn', 'void'))
);

CREATE INDEX ix_handovers_case_id ON handovers (case_id, handed_at);

CREATE INDEX ix_handovers_waiting ON handovers (to_unit) WHERE state = 'waiting';

CREATE TABLE known_keys (
  host TEXT NOT NULL,
  id UUID NOT NULL,
  public_key BYTEA NOT NULL,
  made_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_known_keys PRIMARY KEY (host, id),
  CONSTRAINT ck_known_keys_public_key_whole CHECK (octet_length(public_key) = 32)
);

CREATE TABLE letter_registers (
  issuer TEXT NOT NULL,
  year INTEGER NOT NULL,
  last INTEGER NOT NULL,
  CONSTRAINT pk_letter_registers PRIMARY KEY (issuer, year)
);

CREATE TABLE letter_texts (
  unit TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  valid_from DATE NOT NULL,
  title TEXT NOT NULL,
  about TEXT NOT NULL,
  opening TEXT NOT NULL,
  closing TEXT NOT NULL,
  copies TEXT[] NOT NULL,
  set_by UUID,
  CONSTRAINT pk_letter_texts PRIMARY KEY (unit, kind, subject_kind, valid_from),
  CONSTRAINT ck_letter_texts_kind_known CHECK (kind in ('apology', 'thanks'))
);

CREATE TABLE letterheads (
  unit TEXT NOT NULL,
  valid_from DATE NOT NULL,
  superior TEXT NOT NULL,
  name TEXT NOT NULL,
  place_name TEXT NOT NULL,
  symbol TEXT NOT NULL,
  authority TEXT NOT NULL,
  position TEXT NOT NULL,
  signer TEXT NOT NULL,
  contact TEXT NOT NULL,
  standing_from DATE,
  set_by UUID,
  CONSTRAINT pk_letterheads PRIMARY KEY (unit, valid_from)
);

CREATE TABLE letters (
  id UUID NOT NULL,
  kind TEXT NOT NULL,
  unit TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject UUID NOT NULL,
  ref TEXT NOT NULL,
  topic TEXT NOT NULL,
  received_on DATE NOT NULL,
  about_on DATE NOT NULL,
  trigger TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  new_on DATE,
  version INTEGER NOT NULL,
  drafted_at TIMESTAMP WITH TIME ZONE NOT NULL,
  prepared_by UUID,
  reviewed_by UUID,
  reviewed_at TIMESTAMP WITH TIME ZONE,
  issued_on DATE,
  issuer TEXT,
  year INTEGER,
  number INTEGER,
  symbol TEXT,
  signed_at TIMESTAMP WITH TIME ZONE,
  signed_by UUID,
  content JSONB,
  delivered_on DATE,
  delivered_by TEXT,
  withdrawn_on DATE,
  withdrawn_why TEXT NOT NULL,
  CONSTRAINT pk_letters PRIMARY KEY (id),
  CONSTRAINT uq_letters_kind_subject_kind_subject_about_on UNIQUE (kind, subject_kind, subject, about_on),
  CONSTRAINT uq_letters_issuer_year_number UNIQUE (issuer, year, number),
  CONSTRAINT ck_letters_kind_known CHECK (kind in ('apology', 'thanks')),
  CONSTRAINT ck_letters_state_known CHECK (state in ('draft', 'reviewed', 'issued', 'withdrawn')),
  CONSTRAINT ck_letters_numbered_when_issued CHECK ((state = 'issued') = (number is not null and year is not null and issuer is not null and symbol is not null and issued_on is not null and signed_at is not null and content is not null))
);

CREATE INDEX ix_letters_issued ON letters (unit, issued_on);

CREATE INDEX ix_letters_waiting ON letters (unit, about_on) WHERE state in ('draft', 'reviewed');

CREATE TABLE mails (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  mailbox TEXT NOT NULL,
  validity BIGINT NOT NULL,
  uid BIGINT NOT NULL,
  state TEXT NOT NULL,
  tries INTEGER NOT NULL,
  reason TEXT DEFAULT '' NOT NULL,
  message_id UUID,
  raw_digest TEXT,
  seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
  settled_at TIMESTAMP WITH TIME ZONE,
  filed_at TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pk_mails PRIMARY KEY (id),
  CONSTRAINT uq_mails_place UNIQUE (mailbox, validity, uid),
  CONSTRAINT ck_mails_state_known CHECK (state in ('trying', 'taken', 'ignored', 'parked', 'dropped')),
  CONSTRAINT ck_mails_settled_when_done CHECK ((state = 'trying') = (settled_at is null))
);

CREATE INDEX ix_mails_parked ON mails (id) WHERE state = 'parked';

CREATE INDEX ix_mails_unfiled ON mails (id) WHERE filed_at IS NULL;

CREATE TABLE node_keys (
  id UUID NOT NULL,
  public_key BYTEA NOT NULL,
  private_key BYTEA NOT NULL,
  made_at TIMESTAMP WITH TIME ZONE NOT NULL,
  told_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_node_keys PRIMARY KEY (id),
  CONSTRAINT ck_node_keys_public_key_whole CHECK (octet_length(public_key) = 32),
  CONSTRAINT ck_node_keys_private_key_whole CHECK (octet_length(private_key) = 32)
);

CREATE TABLE officers (
  account UUID NOT NULL,
  name TEXT NOT NULL,
  unit TEXT NOT NULL,
  seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_officers PRIMARY KEY (account)
);

CREATE TABLE open311_keys (
  id UUID NOT NULL,
  digest BYTEA NOT NULL,
  label TEXT NOT NULL,
  owner TEXT NOT NULL,
  per_minute INTEGER NOT NULL,
  made_at TIMESTAMP WITH TIME ZONE NOT NULL,
  revoked_at TIMESTAMP WITH TIME ZONE,
  minute TIMESTAMP WITH TIME ZONE,
  used INTEGER NOT NULL,
  CONSTRAINT pk_open311_keys PRIMARY KEY (id),
  CONSTRAINT ck_open311_keys_digest_whole CHECK (octet_length(digest) = 32),
  CONSTRAINT ck_open311_keys_may_be_used CHECK (per_minute > 0),
  CONSTRAINT uq_open311_keys_digest UNIQUE (digest)
);

CREATE TABLE open311_servers (
  code TEXT NOT NULL,
  heard_until TIMESTAMP WITH TIME ZONE NOT NULL,
  speaks_updates BOOLEAN NOT NULL,
  try_at TIMESTAMP WITH TIME ZONE NOT NULL,
  silence TEXT NOT NULL,
  CONSTRAINT pk_open311_servers PRIMARY KEY (code)
);

CREATE TABLE petitions (
  id UUID NOT NULL,
  number INTEGER GENERATED ALWAYS AS IDENTITY,
  kind TEXT NOT NULL,
  unit TEXT NOT NULL,
  variant TEXT NOT NULL,
  received_on DATE NOT NULL,
  moved_on DATE NOT NULL,
  accept_by DATE,
  accepted_on DATE,
  due_on DATE,
  extended SMALLINT NOT NULL,
  closed_on DATE,
  outcome TEXT,
  state TEXT NOT NULL,
  "case" UUID,
  version INTEGER NOT NULL,
  CONSTRAINT pk_petitions PRIMARY KEY (id),
  CONSTRAINT ck_petitions_closed_when_said CHECK ((state in ('received', 'accepted')) = (closed_on is null)),
  CONSTRAINT ck_petitions_outcome_said CHECK ((state = 'settled') = (outcome is not null)),
  CONSTRAINT uq_petitions_number UNIQUE (number),
  CONSTRAINT uq_petitions_case UNIQUE ("case")
);

CREATE INDEX ix_petitions_received ON petitions (received_on, number);

CREATE TABLE photos (
  id UUID NOT NULL,
  message_id UUID,
  case_id UUID,
  original_digest TEXT NOT NULL,
  original_type TEXT NOT NULL,
  shown_digest TEXT NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  covered_digest TEXT,
  published_at TIMESTAMP WITH TIME ZONE,
  kept_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_photos PRIMARY KEY (id),
  CONSTRAINT ck_photos_one_owner CHECK (num_nonnulls(message_id, case_id) = 1)
);

CREATE INDEX ix_photos_case_id ON photos (case_id);

CREATE INDEX ix_photos_message_id ON photos (message_id);

CREATE TABLE promises_missed (
  subject_kind TEXT NOT NULL,
  subject UUID NOT NULL,
  promised_on DATE NOT NULL,
  unit TEXT NOT NULL,
  ref TEXT NOT NULL,
  missed_on DATE NOT NULL,
  noted_at TIMESTAMP WITH TIME ZONE NOT NULL,
  apologised_on DATE,
  CONSTRAINT pk_promises_missed PRIMARY KEY (subject_kind, subject, promised_on)
);

CREATE INDEX ix_promises_missed_silent ON promises_missed (unit, promised_on) WHERE apologised_on is null;

CREATE TABLE recipients (
  subject_kind TEXT NOT NULL,
  subject UUID NOT NULL,
  full_name TEXT NOT NULL,
  address TEXT NOT NULL,
  email TEXT NOT NULL,
  set_at TIMESTAMP WITH TIME ZONE NOT NULL,
  set_by UUID,
  CONSTRAINT pk_recipients PRIMARY KEY (subject_kind, subject)
);

CREATE TABLE routing_rules (
  id UUID NOT NULL,
  unit TEXT NOT NULL,
  category TEXT,
  area TEXT,
  weekdays SMALLINT[] NOT NULL,
  begins TIME WITHOUT TIME ZONE,
  ends TIME WITHOUT TIME ZONE,
  profile TEXT,
  valid_from DATE NOT NULL,
  valid_to DATE,
  made_by UUID,
  CONSTRAINT pk_routing_rules PRIMARY KEY (id),
  CONSTRAINT ck_routing_rules_lasts CHECK (valid_to >= valid_from),
  CONSTRAINT ck_routing_rules_window_whole CHECK ((begins is null) = (ends is null))
);

CREATE TABLE case_entries (
  id UUID NOT NULL,
  case_id UUID NOT NULL,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  who TEXT NOT NULL,
  what TEXT NOT NULL,
  is_public BOOLEAN NOT NULL,
  words TEXT NOT NULL,
  data JSONB DEFAULT '{}' NOT NULL,
  CONSTRAINT pk_case_entries PRIMARY KEY (id),
  CONSTRAINT fk_case_entries_case_id FOREIGN KEY (case_id) REFERENCES feedback (id)
);

CREATE INDEX ix_case_entries_case_id ON case_entries (case_id, at, id);

CREATE INDEX ix_case_entries_moves ON case_entries (at) WHERE is_public AND what NOT IN ('confirmed', 'closed');

CREATE TABLE dossier_steps (
  dossier UUID NOT NULL,
  nth SMALLINT NOT NULL,
  step TEXT NOT NULL,
  happened_on DATE NOT NULL,
  noted_at TIMESTAMP WITH TIME ZONE NOT NULL,
  who TEXT NOT NULL,
  due_on DATE,
  moved_from DATE,
  reason TEXT,
  words TEXT NOT NULL,
  CONSTRAINT pk_dossier_steps PRIMARY KEY (dossier, nth),
  CONSTRAINT ck_dossier_steps_words_within_measure CHECK (char_length(words) <= 500),
  CONSTRAINT fk_dossier_steps_dossier FOREIGN KEY (dossier) REFERENCES dossiers (id)
);

CREATE TABLE forwardings (
  id UUID NOT NULL,
  case_id UUID NOT NULL,
  server TEXT NOT NULL,
  stage TEXT NOT NULL,
  may_name BOOLEAN NOT NULL,
  asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
  try_at TIMESTAMP WITH TIME ZONE NOT NULL,
  attempts INTEGER NOT NULL,
  first_sent_at TIMESTAMP WITH TIME ZONE,
  token TEXT NOT NULL,
  remote_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  CONSTRAINT pk_forwardings PRIMARY KEY (id),
  CONSTRAINT uq_forwardings_case_id_server UNIQUE (case_id, server),
  CONSTRAINT ck_forwardings_stage_known CHECK (stage in ('waiting', 'in_doubt', 'token', 'sent', 'closed', 'refused')),
  CONSTRAINT ck_forwardings_number_known CHECK (stage not in ('sent', 'closed') or remote_id <> ''),
  CONSTRAINT fk_forwardings_case_id FOREIGN KEY (case_id) REFERENCES feedback (id)
);

CREATE INDEX ix_forwardings_remote_id ON forwardings (server, remote_id);

CREATE INDEX ix_forwardings_try_at ON forwardings (try_at) WHERE stage IN ('waiting', 'in_doubt', 'token');

CREATE TABLE leases (
  case_id UUID NOT NULL,
  holder UUID NOT NULL,
  name TEXT NOT NULL,
  taken_at TIMESTAMP WITH TIME ZONE NOT NULL,
  until TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_leases PRIMARY KEY (case_id),
  CONSTRAINT fk_leases_case_id FOREIGN KEY (case_id) REFERENCES feedback (id)
);

CREATE TABLE messages (
  id UUID NOT NULL,
  case_id UUID NOT NULL,
  number TEXT NOT NULL,
  channel TEXT NOT NULL,
  external_ref TEXT,
  received_at TIMESTAMP WITH TIME ZONE NOT NULL,
  text TEXT NOT NULL,
  visibility TEXT NOT NULL,
  language TEXT NOT NULL,
  opened BOOLEAN NOT NULL,
  answers JSONB DEFAULT '{}' NOT NULL,
  CONSTRAINT pk_messages PRIMARY KEY (id),
  CONSTRAINT uq_messages_external_ref UNIQUE (channel, external_ref),
  CONSTRAINT fk_messages_case_id FOREIGN KEY (case_id) REFERENCES feedback (id),
  CONSTRAINT uq_messages_number UNIQUE (number)
);

CREATE INDEX ix_messages_case_id ON messages (case_id, received_at);

CREATE TABLE petition_steps (
  petition UUID NOT NULL,
  nth SMALLINT NOT NULL,
  step TEXT NOT NULL,
  happened_on DATE NOT NULL,
  noted_at TIMESTAMP WITH TIME ZONE NOT NULL,
  who TEXT NOT NULL,
  due_on DATE,
  CONSTRAINT pk_petition_steps PRIMARY KEY (petition, nth),
  CONSTRAINT fk_petition_steps_petition FOREIGN KEY (petition) REFERENCES petitions (id)
);

CREATE TABLE publications (
  case_id UUID NOT NULL,
  words TEXT NOT NULL,
  by TEXT NOT NULL,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_publications PRIMARY KEY (case_id),
  CONSTRAINT ck_publications_words_within_measure CHECK (char_length(words) between 1 and 4000),
  CONSTRAINT fk_publications_case_id FOREIGN KEY (case_id) REFERENCES feedback (id)
);

CREATE TABLE contacts (
  message_id UUID NOT NULL,
  full_name TEXT NOT NULL,
  phone TEXT NOT NULL,
  email TEXT NOT NULL,
  address TEXT NOT NULL,
  given_name TEXT NOT NULL,
  family_name TEXT NOT NULL,
  stopped_at TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pk_contacts PRIMARY KEY (message_id),
  CONSTRAINT fk_contacts_message_id FOREIGN KEY (message_id) REFERENCES messages (id) ON DELETE CASCADE
);

CREATE TABLE forwarding_updates (
  forwarding_id UUID NOT NULL,
  update_id TEXT NOT NULL,
  status TEXT NOT NULL,
  taken_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_forwarding_updates PRIMARY KEY (forwarding_id, update_id),
  CONSTRAINT fk_forwarding_updates_forwarding_id FOREIGN KEY (forwarding_id) REFERENCES forwardings (id)
);

CREATE TABLE notices (
  id UUID NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id UUID NOT NULL,
  message_id UUID,
  kind TEXT NOT NULL,
  channel TEXT NOT NULL,
  language TEXT NOT NULL,
  data JSONB DEFAULT '{}' NOT NULL,
  state TEXT DEFAULT 'waiting' NOT NULL,
  attempts INTEGER DEFAULT '0' NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  next_try_at TIMESTAMP WITH TIME ZONE NOT NULL,
  sent_at TIMESTAMP WITH TIME ZONE,
  failure TEXT DEFAULT '' NOT NULL,
  once TEXT,
  CONSTRAINT pk_notices PRIMARY KEY (id),
  CONSTRAINT ck_notices_channel_known CHECK (channel in ('email', 'sms', 'zalo', 'print')),
  CONSTRAINT ck_notices_state_known CHECK (state in ('waiting', 'sent', 'failed', 'printed')),
  CONSTRAINT fk_notices_message_id FOREIGN KEY (message_id) REFERENCES messages (id) ON DELETE CASCADE,
  CONSTRAINT uq_notices_once UNIQUE (once)
);

CREATE INDEX ix_notices_subject ON notices (subject_kind, subject_id);

CREATE INDEX ix_notices_waiting ON notices (next_try_at) WHERE state = 'waiting';
