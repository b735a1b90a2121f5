"""Wordings: everything a letter is made of besides itself, for one letter or for hundreds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.intake.categories.catalogue import shipped
from services.intake.letters.catalogue import LetterRules, letter_rules
from services.intake.letters.domain.content import Recipient, Wording
from services.intake.letters.domain.letterheads import Letterhead, LetterheadMissing
from services.intake.letters.domain.letters import Letter
from services.intake.letters.domain.texts import LetterText
from services.intake.letters.store.letterheads import heads_on, recipients_of, texts_on
from services.intake.promises.domain import PromiseSubject, SubjectKind
from shared.chassis.database import Transaction
from shared.chassis.directory import heirs_on
from shared.kernel.places import Place, UnitCode

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Wordings:
    """What some letters are made of on one day."""

    place: UnitCode
    heads: dict[UnitCode, Letterhead]
    texts: dict[Key, LetterText]
    recipients: dict[PromiseSubject, Recipient]
    rules: LetterRules
    heirs: dict[UnitCode, UnitCode]
    """Who writes today for which unit: itself, or who went on for it."""

    def head(self, unit: UnitCode) -> Letterhead | None:
        """The unit's own letterhead, or that of the place, which writes for who has none."""
        return self.heads.get(self.heirs[unit]) or self.heads.get(self.place)

    def of(self, letter: Letter) -> Wording:
        """What this letter is made of.

        Raises:
            LetterheadMissing: if neither its unit nor the place has a letterhead.

        """
        head = self.head(letter.unit)
        if head is None:
            raise LetterheadMissing
        return Wording(
            head=head,
            text=self._text(letter, head),
            recipient=self.recipients.get(letter.subject, Recipient()),
            limits=self.rules.limits,
            topic=topic_said(letter),
        )

    def _text(self, letter: Letter, head: Letterhead) -> LetterText:
        kind = letter.subject.kind.value
        for unit in (self.heirs[letter.unit], head.unit):
            for named in (kind, ""):
                own = self.texts.get((unit, letter.kind.value, named))
                if own is not None:
                    return own
        return self.rules.text(letter.kind, kind)


async def wordings_for(
    tx: Transaction, letters: Sequence[Letter], place: Place, *, day: date
) -> Wordings:
    """What `letters` are made of on a day."""
    here = UnitCode(place.code)
    known = await heirs_on(tx, day)
    heirs = {letter.unit: known.of(letter.unit, day) for letter in letters}
    units = sorted({*heirs.values(), here})
    texts = await texts_on(tx, day, units=units)
    return Wordings(
        place=here,
        heads=await heads_on(tx, day, units=units),
        texts={(text.unit, text.kind.value, text.subject_kind): text for text in texts},
        recipients=await _recipients(tx, letters),
        rules=letter_rules(),
        heirs=heirs,
    )


def topic_said(letter: Letter) -> str:
    """What it is about, in words: a category by its name, a procedure by its code."""
    if letter.subject.kind is SubjectKind.FEEDBACK:
        names = {category.code: category.vi for category in shipped()}
        return names.get(letter.topic, letter.topic)
    return letter.topic


async def _recipients(
    tx: Transaction, letters: Sequence[Letter]
) -> dict[PromiseSubject, Recipient]:
    found: dict[PromiseSubject, Recipient] = {}
    for kind in SubjectKind:
        asked = [one.subject.id for one in letters if one.subject.kind is kind]
        known = await recipients_of(tx, kind, asked) if asked else {}
        found |= {PromiseSubject(kind, subject): who for subject, who in known.items()}
    return found
