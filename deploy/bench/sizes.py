"""How much is measured: enough to mean something, or just enough to see that it runs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Every number that can be turned."""

    rounds: int = 3
    clients: int = 32
    post_seconds: float = 4.0
    stream_facts: int = 40_000
    stream_facts_obvious: int = 600
    outbox_rows: int = 30_000
    outbox_rows_obvious: int = 5_000
    climbing_posts: int = 150
    week_of_facts: int = 100_000
    rest_seconds: float = 10.0
    units: int = 100_000
    models: int = 1_000_000
    dossiers: int = 100_000
    stored_dossiers: int = 1_000_000
    cases: int = 1_000_000
    desk_clients: int = 12
    life_seconds: float = 10.0
    spike_seconds: float = 3.0
    pages: int = 60


TINY = Sizes(
    rounds=1,
    clients=4,
    post_seconds=0.3,
    stream_facts=400,
    stream_facts_obvious=40,
    outbox_rows=400,
    outbox_rows_obvious=100,
    climbing_posts=4,
    week_of_facts=500,
    rest_seconds=0.5,
    units=300,
    models=3_000,
    dossiers=300,
    stored_dossiers=2_000,
    cases=2_000,
    desk_clients=2,
    life_seconds=0.5,
    spike_seconds=0.2,
    pages=4,
)
