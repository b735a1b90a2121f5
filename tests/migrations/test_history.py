"""The history of a schema: a frozen baseline, and after it nothing the old code would miss."""

import re

import pytest
from alembic.script import ScriptDirectory

from deploy.database_roles import SERVICES
from shared.chassis import migrating

TAKING = re.compile(
    r"drop_(table|column)|new_column_name|rename_table|DROP (TABLE|COLUMN)|RENAME"
)


def takes_away(migration: str) -> bool:
    """Whether code that still runs may miss something after `upgrade`."""
    return TAKING.search(migration.partition("def downgrade")[0]) is not None


@pytest.mark.parametrize("service", SERVICES)
def test_a_migration_adds_or_is_called_a_contraction(service: str) -> None:
    home = migrating.SERVICES / service / "migrations" / "versions"
    begin, *later = sorted(home.glob("*.py"))
    taking = [file.name for file in later if takes_away(file.read_text("utf-8"))]

    assert begin.stem == "2026_12_01_0000_begin"
    assert [name for name in taking if "_contract_" not in name] == []


def test_only_the_way_forward_must_not_take_away() -> None:
    back = 'def downgrade() -> None:\n    op.drop_column("feedback", "urgency")\n'

    assert not takes_away(f"def upgrade() -> None: ...\n\n\n{back}")
    assert takes_away(back.replace("downgrade", "upgrade"))


@pytest.mark.parametrize("service", SERVICES)
def test_one_line_of_revisions_named_by_service_and_moment(service: str) -> None:
    scripts = ScriptDirectory(str(migrating.SERVICES / service / "migrations"))
    names = [script.revision for script in scripts.walk_revisions()]

    assert scripts.get_heads() == names[:1]
    assert [name for name in names if not migrating.REVISION.fullmatch(name)] == []
    assert [name for name in names if not name.startswith(f"{service}_")] == []
