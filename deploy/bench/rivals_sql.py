"""Tables of the rivals: what the raw limit and the obvious way write into."""

MAKE = """
CREATE TABLE IF NOT EXISTS bench_case (
  id uuid PRIMARY KEY, number text NOT NULL, unit text NOT NULL, category text NOT NULL,
  text text NOT NULL, received_at timestamptz NOT NULL, due_on date NOT NULL);
CREATE TABLE IF NOT EXISTS bench_outbox (
  pos bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id uuid NOT NULL, name text NOT NULL,
  body bytea NOT NULL, occurred_at timestamptz NOT NULL, published_at timestamptz);
CREATE TABLE IF NOT EXISTS bench_fact (
  seq bigint NOT NULL, subject text NOT NULL, body bytea NOT NULL);
CREATE TABLE IF NOT EXISTS bench_heard (event_id uuid PRIMARY KEY);
CREATE TABLE IF NOT EXISTS bench_archive (
  event_id uuid PRIMARY KEY, subject text NOT NULL, body jsonb NOT NULL);
CREATE TABLE IF NOT EXISTS bench_tally (
  unit text, day date, measure text, amount bigint NOT NULL, PRIMARY KEY (unit, day, measure));
"""
