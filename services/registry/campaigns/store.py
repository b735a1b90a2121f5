"""Campaigns in and out of Postgres."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.registry.campaigns.domain.campaigns import (
    Campaign,
    CampaignContent,
    CampaignId,
    CampaignState,
    CampaignUnknown,
)
from services.registry.campaigns.domain.duties import Deed, Duty, What
from services.registry.campaigns.domain.plans import (
    File,
    FileId,
    FileUnknown,
    Plan,
    PlanId,
    PlanUnknown,
)
from services.registry.campaigns.tables import (
    campaign_endings,
    campaign_waits,
    campaigns,
    duty_deeds,
    files,
    plans,
)
from services.registry.units.tables import units
from shared.chassis.database import Transaction
from shared.kernel.places import PlaceCode, UnitCode

FROM = campaigns.outerjoin(campaign_endings, campaign_endings.c.campaign == campaigns.c.id)
WHOLE = sa.select(campaigns, campaign_endings.c.closed_on).select_from(FROM)


async def save_campaign(tx: Transaction, campaign: Campaign) -> None:
    """Keep a campaign as it is now."""
    row = _row(campaign)
    kept = insert(campaigns).values(row)
    await tx.execute(kept.on_conflict_do_update(index_elements=["id"], set_=row))


async def add_ending(tx: Transaction, campaign: UUID, closed_on: date) -> None:
    """Keep that a campaign is over, known or not: its launch may be on the way still."""
    row = {"campaign": campaign, "closed_on": closed_on}
    await tx.execute(insert(campaign_endings).values(row).on_conflict_do_nothing())


async def load_campaign(
    tx: Transaction, campaign: UUID, *, for_change: bool = False
) -> Campaign:
    """One campaign; `for_change` holds it until the transaction ends.

    Raises:
        CampaignUnknown: if there is none with this id.

    """
    known = await find_campaign(tx, campaign, for_change=for_change)
    if known is None:
        raise CampaignUnknown
    return known


async def find_campaign(
    tx: Transaction, campaign: UUID, *, for_change: bool = False
) -> Campaign | None:
    """One campaign, if there is one with this id."""
    query = WHOLE.where(campaigns.c.id == campaign)
    if for_change:
        query = query.with_for_update(of=campaigns)
    row = (await tx.execute(query)).mappings().first()
    return None if row is None else _campaign(row)


async def lock_campaign(tx: Transaction, campaign: UUID) -> None:
    """Wait until nobody else writes this campaign for the first time."""
    await tx.execute(sa.select(sa.func.pg_advisory_xact_lock(campaign.int % (1 << 63))))


async def list_campaigns(tx: Transaction) -> list[Campaign]:
    """Every campaign, the latest year first."""
    order = (campaigns.c.year.desc(), campaigns.c.first_day.desc(), campaigns.c.id.desc())
    rows = (await tx.execute(WHOLE.order_by(*order))).mappings()
    return [_campaign(row) for row in rows]


async def list_known(tx: Transaction, codes: Collection[str]) -> frozenset[str]:
    """Which of these units have been told of, whatever their days."""
    query = sa.select(units.c.code).where(units.c.code.in_(sorted(codes))).distinct()
    return frozenset((await tx.execute(query)).scalars())


async def add_waits(
    tx: Transaction, campaign: UUID, codes: Collection[str], *, since: datetime
) -> None:
    """Keep that a campaign waits for units nobody has told of yet."""
    rows = [{"campaign": campaign, "unit": code, "since": since} for code in sorted(codes)]
    if rows:
        await tx.execute(insert(campaign_waits).values(rows).on_conflict_do_nothing())


async def remove_waits(tx: Transaction) -> list[UnitCode]:
    """End every wait whose unit has been told of; says which units those were."""
    known = sa.exists().where(units.c.code == campaign_waits.c.unit)
    ended = campaign_waits.delete().where(known).returning(campaign_waits.c.unit)
    return sorted({UnitCode(unit) for unit in (await tx.execute(ended)).scalars()})


async def list_waits(tx: Transaction) -> Mapping[UUID, frozenset[UnitCode]]:
    """The units each campaign waits for."""
    waiting: dict[UUID, set[UnitCode]] = {}
    for row in await tx.execute(sa.select(campaign_waits)):
        waiting.setdefault(row.campaign, set()).add(UnitCode(row.unit))
    return {campaign: frozenset(waits) for campaign, waits in waiting.items()}


def _row(campaign: Campaign) -> dict[str, Any]:
    content = campaign.content
    return {
        "id": campaign.id,
        "issuer": content.issuer,
        "title": content.title,
        "number": content.number,
        "issued_on": content.issued_on,
        "year": content.year,
        "first_day": content.first_day,
        "last_day": content.last_day,
        "content_set": content.content_set,
        "themes": list(content.themes),
        "guidance": content.guidance,
        "duties": [_written(duty) for duty in content.duties],
        "host": campaign.host,
        "version": campaign.version,
        "saved_at": campaign.saved_at,
        "launched_on": campaign.launched_on,
    }


def _campaign(row: sa.RowMapping) -> Campaign:
    content = CampaignContent(
        issuer=UnitCode(row["issuer"]),
        title=row["title"],
        number=row["number"],
        issued_on=row["issued_on"],
        year=row["year"],
        first_day=row["first_day"],
        last_day=row["last_day"],
        content_set=row["content_set"],
        themes=tuple(row["themes"]),
        guidance=row["guidance"],
        duties=tuple(_read(duty) for duty in row["duties"]),
    )
    return Campaign(
        id=CampaignId(row["id"]),
        content=content,
        host=PlaceCode(row["host"]),
        state=_state(row),
        version=row["version"],
        saved_at=row["saved_at"],
        launched_on=row["launched_on"],
        closed_on=row["closed_on"],
    )


def _state(row: sa.RowMapping) -> CampaignState:
    if row["closed_on"] is not None:
        return CampaignState.CLOSED
    return CampaignState.DRAFT if row["launched_on"] is None else CampaignState.LAUNCHED


def _written(duty: Duty) -> dict[str, Any]:
    return {
        "code": duty.code,
        "what": duty.what.value,
        "title": duty.title,
        "kinds": list(duty.kinds),
        "units": list(duty.units),
        "count": duty.count,
        "due_on": duty.due_on.isoformat() if duty.due_on else None,
        "within_days": duty.within_days,
    }


def _read(line: Mapping[str, Any]) -> Duty:
    return Duty(
        code=line["code"],
        what=What(line["what"]),
        title=line["title"],
        kinds=tuple(line["kinds"]),
        units=tuple(UnitCode(unit) for unit in line["units"]),
        count=line["count"],
        due_on=date.fromisoformat(line["due_on"]) if line["due_on"] else None,
        within_days=line["within_days"],
    )


KEY = ("what", "ref")


async def save_deed(tx: Transaction, deed: Deed) -> None:
    """Keep a deed; told again, the newer telling stands."""
    row = _deed_row(deed)
    kept = insert(duty_deeds).values(row)
    renewed = {name: value for name, value in row.items() if name not in KEY}
    await tx.execute(kept.on_conflict_do_update(index_elements=KEY, set_=renewed))


async def remove_deed(tx: Transaction, what: What, ref: str) -> None:
    """Forget a deed that was taken back."""
    await tx.execute(
        duty_deeds.delete().where(duty_deeds.c.what == what.value, duty_deeds.c.ref == ref)
    )


async def list_deeds(
    tx: Transaction, campaign: UUID, *, first_day: date, last_day: date
) -> list[Deed]:
    """What counts for a campaign: done for it, or for none in particular on its days."""
    free = sa.and_(
        duty_deeds.c.campaign.is_(None), duty_deeds.c.occurred_on.between(first_day, last_day)
    )
    query = sa.select(duty_deeds).where(sa.or_(duty_deeds.c.campaign == campaign, free))
    rows = (await tx.execute(query)).mappings()
    return [_deed(row) for row in rows]


async def count_deeds(tx: Transaction, campaign: UUID, unit: str, *, what: What) -> int:
    """How many of something a unit has done for a campaign."""
    query = sa.select(sa.func.coalesce(sa.func.sum(duty_deeds.c.amount), 0)).where(
        duty_deeds.c.campaign == campaign,
        duty_deeds.c.unit == unit,
        duty_deeds.c.what == what.value,
    )
    return int((await tx.execute(query)).scalar_one())


def _deed_row(deed: Deed) -> dict[str, object]:
    return {
        "what": deed.what.value,
        "ref": deed.ref,
        "unit": deed.unit,
        "occurred_on": deed.occurred_on,
        "campaign": deed.campaign,
        "amount": deed.amount,
        "host": deed.host,
    }


def _deed(row: sa.RowMapping) -> Deed:
    return Deed(
        what=What(row["what"]),
        ref=row["ref"],
        unit=UnitCode(row["unit"]),
        occurred_on=row["occurred_on"],
        host=PlaceCode(row["host"]),
        campaign=row["campaign"],
        amount=row["amount"],
    )


async def add_file(tx: Transaction, file: File) -> None:
    """Write down that a file is kept."""
    await tx.execute(
        files.insert().values(
            id=file.id,
            unit=file.unit,
            name=file.name,
            media_type=file.media_type,
            size_bytes=file.size_bytes,
            digest=file.digest,
            kept_at=file.kept_at,
        )
    )


async def load_file(tx: Transaction, file_id: FileId) -> File:
    """One file.

    Raises:
        FileUnknown: if there is none with this id.

    """
    row = (await tx.execute(sa.select(files).where(files.c.id == file_id))).mappings().first()
    if row is None:
        raise FileUnknown
    return File(**{**row, "id": FileId(row["id"]), "unit": UnitCode(row["unit"])})


async def list_digests(tx: Transaction) -> frozenset[str]:
    """Everything that some row names, so that it must not be swept."""
    return frozenset((await tx.execute(sa.select(files.c.digest).distinct())).scalars())


async def lock_plan(tx: Transaction, campaign: UUID, unit: str) -> None:
    """Wait until nobody else hands in a plan of this unit; the second answers the next duty."""
    key = sa.func.hashtextextended(f"plan {campaign} {unit}", 0)
    await tx.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


async def add_plan(tx: Transaction, plan: Plan) -> bool:
    """Keep a plan; False if the same number of the same unit is there already."""
    kept = insert(plans).values(_plan_row(plan)).on_conflict_do_nothing().returning(plans.c.id)
    return (await tx.execute(kept)).scalar_one_or_none() is not None


async def load_plan(tx: Transaction, plan: UUID) -> Plan:
    """One plan.

    Raises:
        PlanUnknown: if there is none with this id.

    """
    row = (await tx.execute(sa.select(plans).where(plans.c.id == plan))).mappings().first()
    if row is None:
        raise PlanUnknown
    return _plan(row)


async def list_plans(tx: Transaction, campaign: UUID, *, unit: str | None = None) -> list[Plan]:
    """The plans for a campaign, the latest first."""
    query = sa.select(plans).where(plans.c.campaign == campaign)
    if unit is not None:
        query = query.where(plans.c.unit == unit)
    rows = await tx.execute(query.order_by(plans.c.submitted_at.desc(), plans.c.id))
    return [_plan(row) for row in rows.mappings()]


def _plan_row(plan: Plan) -> dict[str, Any]:
    return {
        "id": plan.id,
        "campaign": plan.campaign,
        "unit": plan.unit,
        "number": plan.number,
        "dated_on": plan.dated_on,
        "submitted_on": plan.submitted_on,
        "submitted_at": plan.submitted_at,
        "due_on": plan.due_on,
        "late_days": plan.late_days,
        "host": plan.host,
        "file": plan.file,
    }


def _plan(row: sa.RowMapping) -> Plan:
    return Plan(
        id=PlanId(row["id"]),
        campaign=CampaignId(row["campaign"]),
        unit=UnitCode(row["unit"]),
        number=row["number"],
        dated_on=row["dated_on"],
        submitted_on=row["submitted_on"],
        submitted_at=row["submitted_at"],
        due_on=row["due_on"],
        late_days=row["late_days"],
        host=PlaceCode(row["host"]),
        file=FileId(row["file"]) if row["file"] else None,
    )
