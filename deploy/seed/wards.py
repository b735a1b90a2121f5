"""The two wards of the demonstration: the totals their files must add up to."""

from collections.abc import Mapping
from dataclasses import dataclass

NINE_MONTHS = tuple(range(1, 10))


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """How much of one kind of work a ward did in the nine months."""

    kind: str
    total: int
    months: tuple[int, ...] = NINE_MONTHS
    part_of: str | None = None
    """The kind this one is counted among: no month may hold more of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ward:
    """What a ward's seed files say, in totals."""

    unit: str
    office: str
    """The identifier of its one-stop office, first part of every dossier code."""
    on_time: int
    late: int = 0
    open_overdue: int = 0
    ballots: Mapping[int, int]
    ballot_channels: tuple[tuple[str, float], ...]
    activities: tuple[Activity, ...]


SAI_DONG = Ward(
    unit="sai-dong",
    office="000.21.14.H26",
    on_time=10_049,
    # The report says 87 ballots, 86 % good or very good, none dissatisfied: 75 and 12.
    # How the 75 divide between good and very good is ours.
    ballots={3: 12, 4: 49, 5: 26},
    ballot_channels=(("paper", 7), ("kiosk", 3)),
    activities=(
        Activity(kind="works_started", total=70),
        Activity(kind="works_with_permit", total=70, part_of="works_started"),
        Activity(kind="works_taxed", total=63, part_of="works_started"),
        Activity(kind="order_violations_found", total=190),
        Activity(kind="order_violations_handled", total=190, part_of="order_violations_found"),
        Activity(kind="demolished_ramps", total=21, months=(3, 4, 5)),
        Activity(kind="traffic_order_sanctions", total=56),
        Activity(kind="dumping_sanctions", total=5, months=(2, 4, 6, 7, 9)),
        Activity(kind="petitions_due", total=2, months=(3, 8)),
        Activity(kind="petitions_resolved", total=2, months=(3, 8), part_of="petitions_due"),
        Activity(kind="mediations_held", total=12),
        Activity(kind="mediations_succeeded", total=11, part_of="mediations_held"),
        Activity(kind="house_repairs", total=1, months=(7,)),
        Activity(kind="health_checks", total=227, months=(7,)),
        Activity(kind="allowance_payments", total=27),  # three households, nine months
    ),
)

HOA_MAU = Ward(
    unit="hoa-mau",
    office="000.99.14.H26",
    on_time=2_970,
    late=37,
    open_overdue=5,
    ballots={1: 3, 2: 6, 3: 19, 4: 71, 5: 41},
    ballot_channels=(("paper", 5), ("kiosk", 3), ("link", 2)),
    activities=(
        Activity(kind="works_started", total=24),
        Activity(kind="works_with_permit", total=23, part_of="works_started"),
        Activity(kind="works_taxed", total=20, part_of="works_started"),
        Activity(kind="order_violations_found", total=61),
        Activity(kind="order_violations_handled", total=57, part_of="order_violations_found"),
        Activity(kind="demolished_ramps", total=8, months=(4, 5)),
        Activity(kind="traffic_order_sanctions", total=19),
        Activity(kind="dumping_sanctions", total=3, months=(3, 6, 8)),
        Activity(kind="petitions_due", total=5, months=(1, 3, 5, 7, 8)),
        Activity(
            kind="petitions_resolved", total=4, months=(1, 3, 5, 7, 8), part_of="petitions_due"
        ),
        Activity(kind="mediations_held", total=9),
        Activity(kind="mediations_succeeded", total=6, part_of="mediations_held"),
        Activity(kind="house_repairs", total=2, months=(6, 7)),
        Activity(kind="health_checks", total=86, months=(7,)),
        Activity(kind="allowance_payments", total=18),
    ),
)

WARDS = (SAI_DONG, HOA_MAU)
