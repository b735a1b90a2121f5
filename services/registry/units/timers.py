"""The file of units is read again whenever it changes, and timelines nobody told are told."""

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import yaml

from services.registry.org.web import RegistryContext
from services.registry.units import workflows
from services.registry.units.domain.units_file import UnitsFileWrong, units_in
from shared.chassis.acting import Acting
from shared.chassis.database import Database, Transaction
from shared.chassis.timers import Timer, batch_timer
from shared.kernel.rejection import Rejection

log = logging.getLogger(__name__)


def timers(web: RegistryContext, units_file: Path | None) -> list[Timer]:
    """Only who stands at the top decides which units there are."""
    telling = batch_timer(web, "every_five_seconds_tell_timelines", 5.0, _tell)
    if units_file is None or not web.place.is_top:
        return [telling]
    return [telling, EveryTenSecondsEstablishUnits(web.database, units_file).timer()]


async def _tell(tx: Transaction, acting: Acting) -> int:
    return await workflows.tell_untold(tx, now=acting.now)


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
        return Timer(name=name, every_seconds=10.0, do=self.look)

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
