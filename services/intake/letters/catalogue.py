"""What letters say and how early they must be there, as the office may change it: data."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from services.intake.letters.domain.letters import LetterKind
from services.intake.letters.domain.texts import LetterText, publishable
from services.intake.promises.domain import Limits, SubjectKind

FILE = Path(__file__).with_name("letters.yaml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """Something worth thanks; `within` so many working days."""

    code: str
    subject_kind: SubjectKind
    within: int
    vi: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRules:
    """The whole file."""

    limits: Limits
    texts: tuple[LetterText, ...]
    triggers: dict[str, Trigger]

    def text(self, kind: LetterKind, subject_kind: str) -> LetterText:
        """What everybody says in such a letter; any kind of thanks is worded alike."""
        alike = [text for text in self.texts if text.kind is kind]
        exact = [text for text in alike if text.subject_kind == subject_kind]
        return (exact or alike)[0]


@cache
def letter_rules() -> LetterRules:
    """The rules that come along, read once."""
    told: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return LetterRules(
        limits=Limits(**told["limits"]),
        texts=tuple(publishable(_text(entry)) for entry in told["texts"]),
        triggers={entry["code"]: _trigger(entry) for entry in told["triggers"]},
    )


def _text(entry: dict[str, Any]) -> LetterText:
    shaped = {"kind": LetterKind(entry["kind"]), "copies": tuple(entry["copies"])}
    return LetterText(**(entry | shaped))


def _trigger(entry: dict[str, Any]) -> Trigger:
    return Trigger(**(entry | {"subject_kind": SubjectKind(entry["subject_kind"])}))
