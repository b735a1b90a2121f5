"""What registry does because time passes: read the file of units again, end waits, sweep."""

import logging
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import yaml

from services.registry.accounts.workflows.sessions import forget_what_is_over
from services.registry.campaigns.workflows import end_waits as end_campaign_waits
from services.registry.campaigns.workflows import sweep_files
from services.registry.models.workflows.filing import refile_models, units_last_told_at
from services.registry.units import workflows
from services.registry.units.domain.units_file import UnitsFileWrong, units_in
from services.registry.units.workflows import tell_untold
from shared.chassis.attachments import Attachments
from shared.chassis.database import Database
from shared.chassis.service import Timer
from shared.kernel.places import Place
from shared.kernel.rejection import Rejection

log = logging.getLogger(__name__)

EVERY_SECONDS = 10.0
REFILE_EVERY_SECONDS = 60.0


@dataclass(slots=True)
class EveryTenSecondsEstablishUnits:
    """Establishes what the file names, when it is new and whenever it has changed."""

    database: Database
    path: Path
    done_with: bytes | None = field(default=None, init=False)
    """What the file held when its units were last established."""
    complaint: str = field(default="", init=False)
    """What was last said to be wrong with it."""

    def timer(self) -> Timer:
        """The timer that calls it."""
        name = "every_ten_seconds_establish_units"
        return Timer(name=name, every_seconds=EVERY_SECONDS, do=self.look)

    async def look(self) -> None:
        """Read the file; a mistake in it is told in one sentence, once, and changes nothing."""
        try:
            await self._read()
        except Rejection as wrong:
            if wrong.vi != self.complaint:
                reasons = {"reason": wrong.vi, "reason_en": wrong.en}
                log.warning("units not established", extra=reasons)
            self.complaint = wrong.vi

    async def _read(self) -> None:
        content = _content(self.path)
        if content != self.done_with:
            await self._establish(content)
        self.done_with, self.complaint = content, ""

    async def _establish(self, content: bytes) -> None:
        units = units_in(_parsed(content))
        async with self.database.transaction() as tx:
            new = await workflows.establish_units(tx, units, now=datetime.now(UTC))
        log.info("units established", extra={"new": new, "named": len(units)})


@dataclass(slots=True)
class EveryMinuteRefileModels:
    """Files models under new superiors, when units may have moved: a telling, or a new day."""

    database: Database
    place: Place
    done_with: tuple[datetime | None, date] | None = field(default=None, init=False)

    def timer(self) -> Timer:
        """The timer that calls it."""
        name = "every_minute_refile_models"
        return Timer(name=name, every_seconds=REFILE_EVERY_SECONDS, do=self.look)

    async def look(self) -> None:
        """A handful of units at a time; whoever moves many is done within minutes."""
        today = self.place.day_of(datetime.now(UTC))
        async with self.database.transaction() as tx:
            now = (await units_last_told_at(tx), today)
            if now == self.done_with:
                return
            moved = await refile_models(tx, day=today)
        if not moved:
            self.done_with = now
            return
        log.info("models refiled", extra={"units": moved})


def every_five_seconds_end_waits(database: Database) -> Timer:
    """Campaigns reach units that have been told of, whichever came first."""

    async def end_waits() -> None:
        async with database.transaction() as tx:
            known = await end_campaign_waits(tx)
        if known:
            log.info("campaigns reach new units", extra={"units": known})

    return Timer(name="every_five_seconds_end_waits", every_seconds=5.0, do=end_waits)


def every_five_seconds_tell_histories(database: Database) -> Timer:
    """Histories that were never told in the present shape are told, a handful at a time."""

    async def tell() -> None:
        async with database.transaction() as tx:
            told = await tell_untold(tx, now=datetime.now(UTC))
        if told:
            log.info("histories told", extra={"units": told})

    return Timer(name="every_five_seconds_tell_histories", every_seconds=5.0, do=tell)


def every_hour_sweep_files(database: Database, files: Attachments) -> Timer:
    """Files whose row was never written, since something broke in between, go."""

    async def sweep() -> None:
        async with database.transaction() as tx:
            swept = await sweep_files(tx, files, now=datetime.now(UTC))
        if swept:
            log.info("files swept", extra={"count": swept})

    return Timer(name="every_hour_sweep_files", every_seconds=3600.0, do=sweep)


def every_hour_forget_sessions(database: Database) -> Timer:
    """Sessions and failed tries that are over go, and the names with them."""

    async def forget() -> None:
        async with database.transaction() as tx:
            await forget_what_is_over(tx, now=datetime.now(UTC))

    return Timer(name="every_hour_forget_sessions", every_seconds=3600.0, do=forget)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as missing:
        raise UnitsFileWrong(
            f"Không đọc được tệp cây đơn vị “{path}” ({missing.strerror});"
            " hãy kiểm tra KHEO_UNITS_FILE và quyền đọc.",
            f"The units file “{path}” cannot be read ({missing.strerror});"
            " check KHEO_UNITS_FILE and its permissions.",
        ) from missing


def _parsed(content: bytes) -> object:
    try:
        return yaml.safe_load(content)
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as broken:
        reason = " ".join(str(broken).split())
        raise UnitsFileWrong(
            f"Tệp cây đơn vị không phải YAML hợp lệ ({reason}); hãy sửa đúng chỗ được nêu.",
            f"The units file is not valid YAML ({reason}); mend it at the spot named.",
        ) from broken
