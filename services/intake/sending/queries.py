"""What can be asked about a draft, and about what one may choose in it today."""

from dataclasses import dataclass
from datetime import datetime

from services.intake.categories.domain import Category, Question, Tree
from services.intake.categories.queries import tree_on
from services.intake.sending import store
from services.intake.sending.domain import Draft, DraftGone, DraftId, DraftPhoto
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDraft:
    """A draft, and the categories of the day it is looked at."""

    draft: Draft
    tree: Tree

    @property
    def chosen(self) -> Category | None:
        """The finest category that was chosen and stands."""
        root, leaf = self.draft.text("category"), self.draft.text("leaf")
        if leaf in self.tree and self.tree.root_of(leaf) == root:
            return self.tree.get(leaf)
        return self.tree.get(root) if root in self.tree else None

    @property
    def code(self) -> str:
        """Empty while nothing is chosen."""
        return self.chosen.code if self.chosen else ""

    @property
    def questions(self) -> tuple[Question, ...]:
        """What that category asks besides."""
        return self.chosen.questions if self.chosen else ()


async def open_draft(tx: Transaction, draft_id: DraftId, acting: Acting) -> OpenDraft:
    """The draft of this name with what may be chosen in it.

    Raises:
        DraftGone: if there is none, or its day is over.

    """
    draft = await store.load_draft(tx, draft_id, now=acting.now)
    return OpenDraft(draft=draft, tree=await tree_on(tx, acting.today))


async def draft_photo(
    tx: Transaction, draft_id: DraftId, digest: str, *, now: datetime
) -> DraftPhoto:
    """One photo of a draft, for whoever is writing it.

    Raises:
        DraftGone: if it is not there any more.

    """
    draft = await store.load_draft(tx, draft_id, now=now)
    for photo in draft.photos:
        if photo.digest == digest:
            return photo
    raise DraftGone
