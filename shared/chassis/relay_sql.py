"""The relay's statements, named and described."""

# Numbered before a crash or outage, or queued to be said again.
UNPUBLISHED = """
SELECT pos, id, lane, name, body, occurred_at, recorded_at, correlation_id, epoch, nseq, js_seq
FROM outbox WHERE published_at IS NULL AND nseq IS NOT NULL
ORDER BY lane, epoch, nseq LIMIT $1"""

# Commit order: a row is due when no older transaction can still commit before it.
UNNUMBERED = """
SELECT pos, id, lane, name, body, occurred_at, recorded_at, correlation_id, epoch, nseq, js_seq
FROM outbox WHERE nseq IS NULL AND xid < pg_snapshot_xmin(pg_current_snapshot())
ORDER BY xid, pos LIMIT $1"""

LANES = "SELECT lane, epoch, nseq FROM outbox_lanes FOR UPDATE"

NUMBER = """
UPDATE outbox SET epoch = given.epoch, nseq = given.nseq
FROM unnest($1::bigint[], $2::int[], $3::bigint[]) AS given (pos, epoch, nseq)
WHERE outbox.pos = given.pos"""

SAVE_LANE = """
INSERT INTO outbox_lanes (lane, epoch, nseq) VALUES ($1, $2, $3)
ON CONFLICT (lane) DO UPDATE SET epoch = excluded.epoch, nseq = excluded.nseq"""

MARK = """
UPDATE outbox SET published_at = now(), js_seq = told.seq, stream_created = told.created
FROM unnest($1::bigint[], $2::bigint[], $3::timestamptz[]) AS told (pos, seq, created)
WHERE outbox.pos = told.pos"""

MARK_UNHEARD = "UPDATE outbox SET published_at = now() WHERE pos = ANY($1::bigint[])"

# Advances the highest sequence seen and gives the one before.
ADVANCE_MARK = """
WITH before AS (SELECT last_seq FROM stream_marks WHERE stream = $1)
UPDATE stream_marks SET last_seq = greatest(last_seq, $2) WHERE stream = $1
RETURNING (SELECT last_seq FROM before)"""

MARKS = "SELECT stream, created, last_seq FROM stream_marks"

SET_MARK = """
INSERT INTO stream_marks (stream, created, last_seq) VALUES ($1, $2, $3)
ON CONFLICT (stream) DO UPDATE SET created = excluded.created, last_seq = excluded.last_seq"""

# After a stream was lost: everything the parent has not receipted, and of the rest what a
# reader next door may not have heard yet. Inboxes drop what they know.
SAY_AGAIN = """
UPDATE outbox SET published_at = NULL
FROM (SELECT pos FROM outbox AS row LEFT JOIN outbox_lanes AS lane USING (lane)
      WHERE row.published_at IS NOT NULL AND split_part(row.lane, '.', 1) = $1
        AND (row.published_at > now() - make_interval(days => $2)
             OR (row.lane = 'up'
                 AND (row.epoch, row.nseq) > (lane.receipted_epoch, lane.receipted_nseq)))
     ) AS lost WHERE outbox.pos = lost.pos"""

SAY_RANGE_AGAIN = """
UPDATE outbox SET published_at = NULL
WHERE lane = $1 AND epoch = $2 AND nseq BETWEEN $3 AND $4 AND published_at IS NOT NULL"""

RECEIPT = """
UPDATE outbox_lanes SET receipted_epoch = $2, receipted_nseq = $3
WHERE lane = $1 AND (receipted_epoch, receipted_nseq) < ($2, $3)"""

LANE = "SELECT epoch, nseq FROM outbox_lanes WHERE lane = $1"

NEW_EPOCH = "UPDATE outbox_lanes SET epoch = $1, nseq = 0"

# The first position in the stream that somebody may still need; null where there is none.
NEEDED_FROM_SEQ = """
SELECT min(row.js_seq) FROM outbox AS row JOIN outbox_lanes AS lane USING (lane)
WHERE row.lane = 'up' AND row.stream_created = $1
  AND ((row.epoch, row.nseq) > (lane.receipted_epoch, lane.receipted_nseq)
       OR row.published_at IS NULL
       OR row.published_at >= now() - make_interval(hours => $2))"""

FORGET = """
DELETE FROM outbox WHERE pos IN (
  SELECT row.pos FROM outbox AS row LEFT JOIN outbox_lanes AS lane USING (lane)
  WHERE row.recorded_at < now() - make_interval(days => $1)
    AND row.published_at < now() - make_interval(days => $1)
    AND (row.lane <> 'up' OR $2
         OR (row.epoch, row.nseq) <= (lane.receipted_epoch, lane.receipted_nseq))
  LIMIT 5000)"""
