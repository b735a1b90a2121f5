"""Enrolling: writing down which unit hosts a node, and by which key it is known."""

from services.registry.domain.enrolments import Enrolment, enrol
from services.registry.queries.units import line_of
from services.registry.queries.viewing import Viewer
from services.registry.store import enrolments as store
from shared.chassis.audit import note_deed
from shared.chassis.database import Transaction


async def enrol_node(tx: Transaction, wanted: Enrolment, viewer: Viewer) -> None:
    """Write down a node, or its new key or parent.

    Raises:
        KeyUnusable, KeyOfAnother, ParentNotAbove: as the rule says.

    """
    await store.take_turns(tx)
    line = await line_of(tx, wanted.place, viewer.today)
    known = await store.list_enrolments(tx)
    await store.save_enrolment(tx, enrol(wanted, known=known, line=line), now=viewer.now)
    await note_deed(tx, viewer.asker, "node.enrolled", subject=wanted.place)
