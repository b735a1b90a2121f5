"""`python -m deploy.new_migration intake "add urgency"`: an empty one, dated and chained."""

import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent

from alembic.script import ScriptDirectory

HOUSE = Path(__file__).resolve().parents[1]


def new_migration(service: str, purpose: str, *, now: datetime) -> Path:
    """Write the next migration of `service` and say where it is."""
    folder = HOUSE / "services" / service / "migrations"
    head = ScriptDirectory(str(folder)).get_current_head()
    revision = f"{service}_{now:%Y%m%d%H%M}"  # alembic keeps 32 characters of it
    file = folder / "versions" / f"{now:%Y_%m_%d_%H%M}_{slug(purpose)}.py"
    file.write_text(migration(purpose, revision=revision, after=head), "utf-8")
    return file


def slug(purpose: str) -> str:
    """`purpose` as part of a file name.

    >>> slug("Add urgency!")
    'add_urgency'
    """
    return re.sub(r"[^a-z0-9]+", "_", purpose.lower()).strip("_")


def migration(purpose: str, *, revision: str, after: str | None) -> str:
    """The text of a migration that does nothing yet."""
    sentence = purpose[:1].upper() + purpose[1:].rstrip(".") + "."
    down = f'"{after}"' if after else "None"
    return dedent(f'''\
        """{sentence} Expand first; what the old code still reads goes in a later release."""

        revision = "{revision}"
        down_revision = {down}


        def upgrade() -> None:
            """Forward; the old code must run on what this leaves."""


        def downgrade() -> None:
            """Back."""
        ''')


if __name__ == "__main__":
    print(new_migration(sys.argv[1], sys.argv[2], now=datetime.now(UTC)))
