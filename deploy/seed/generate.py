"""Writes the seed files anew: `python -m deploy.seed.generate`."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from deploy.seed import activities, ballots, dossiers
from deploy.seed.wards import WARDS, Ward

SEED_FOLDER = Path(__file__).parent


def files() -> Iterator[tuple[str, bytes]]:
    """Every seed file: its path under the seed folder and its content."""
    for ward in WARDS:
        for name, header, rows in _tables(ward):
            yield f"{ward.unit}/{name}.csv", _csv(header, rows)


def main() -> None:
    """Write every seed file where it belongs."""
    for path, content in files():
        target = SEED_FOLDER / path
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(content)
        rows = len(content.splitlines()) - 1
        print(f"{path}: {rows:,} rows")


def _tables(ward: Ward) -> Iterator[tuple[str, Sequence[str], Iterable[Sequence[str]]]]:
    yield "dossiers", dossiers.HEADER, (row.cells() for row in dossiers.dossiers(ward))
    yield "ballots", ballots.HEADER, ballots.ballots(ward)
    yield "activities", activities.HEADER, activities.activities(ward)


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return table.getvalue().encode()


if __name__ == "__main__":
    main()
