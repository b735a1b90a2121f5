"""A million cases in a ward's past, and those that wait today."""

import asyncpg

from deploy.bench.nodes import WARD

# In a thousand: 20 wait, 2 are with others, 20 were answered lately, all others are over. The
# number is written in the alphabet of tracking codes, so that every row has its own.
NUMBER = """
string_agg(substr('23456789ABCDEFGHJKLMNPQRSTUVWXYZ',
  ((((nth * 7919 + 104729) >> (5 * place)) & 31) + 1)::int, 1), '' ORDER BY place)"""
STATE = """
CASE WHEN nth % 1000 < 5 THEN 'received' WHEN nth % 1000 < 10 THEN 'acknowledged'
  WHEN nth % 1000 < 20 THEN 'in_progress' WHEN nth % 1000 < 22 THEN 'handed_over'
  WHEN nth % 1000 < 42 THEN 'resolved' WHEN nth % 3 = 0 THEN 'confirmed' ELSE 'closed' END"""
DAY = """
CASE WHEN nth % 1000 < 42 THEN CURRENT_DATE - (nth / 1000 % 15)::int
  ELSE CURRENT_DATE - 16 - (nth % 1000)::int END"""
FILL = f"""
WITH numbered AS (
  SELECT nth, {NUMBER} AS number
  FROM generate_series($1::bigint, $2::bigint) AS nth, generate_series(0, 7) AS place
  GROUP BY nth),
made AS (
  SELECT nth, number, {STATE} AS state, {DAY} AS day FROM numbered)
INSERT INTO feedback (id, promise_id, number, unit, category, leaf, text, address,
  latitude, longitude,
  received_at, received_on, acknowledge_by, answer_by, due_on, due_is_provisional, promised_on,
  state, closed_on, resolved_at, reopen_until)
SELECT CAST(lpad(to_hex(nth), 32, '0') AS uuid),
  CAST(lpad(to_hex(nth), 32, '0') AS uuid), number, $3,
  (ARRAY['env_sanitation', 'urban_order', 'construction_order', 'admin_procedure']
    )[1 + nth % 4],
  (ARRAY['env_waste', 'street_parking', 'build_site', 'proc_late'])[1 + nth % 4],
  (ARRAY['Rác đổ thành đống đầu ngõ', 'Xe tải đỗ chắn ngõ', 'Nhà đang xây không che chắn',
         'Hồ sơ trễ hẹn chưa trả'])[1 + nth % 4] || ' ' || nth % 977 || ' phố ' || nth % 131,
  'Ngõ ' || nth % 977 || ', tổ ' || nth % 40,
  21.0 + (nth % 1009) / 20000.0, 105.85 + (nth % 1013) / 20000.0,
  day, day, day + 1, day + 3, day + 7, false, day + 7, state,
  CASE WHEN state IN ('resolved', 'confirmed', 'closed') THEN day + 5 END,
  CASE WHEN state IN ('resolved', 'confirmed', 'closed') THEN day + 5 END,
  CASE WHEN state IN ('resolved', 'confirmed', 'closed') THEN day + 20 END
FROM made"""
MESSAGES = """
INSERT INTO messages (id, case_id, number, channel, received_at, text, visibility, language,
  opened)
SELECT id, id, number, channel, received_at, text, visibility, 'vi', true FROM feedback
WHERE id >= CAST(lpad(to_hex($1::bigint), 32, '0') AS uuid)
  AND id <= CAST(lpad(to_hex($2::bigint), 32, '0') AS uuid)"""
AT_ONCE = 50_000


async def fill_cases(connection: asyncpg.Connection, cases: int) -> None:
    """Write them down, each with the message that opened it."""
    for first in range(1, cases + 1, AT_ONCE):
        last = min(cases, first + AT_ONCE - 1)
        await connection.execute(FILL, first, last, WARD)
        await connection.execute(MESSAGES, first, last)
    await connection.execute("VACUUM ANALYZE feedback")
    await connection.execute("VACUUM ANALYZE messages")
