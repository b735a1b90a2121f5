"""How Khéo looks in a terminal, and how it speaks into a pipe."""

import os
import sys
from decimal import Decimal
from typing import TextIO

from rich.console import Console
from rich.text import Text
from rich.theme import Theme

from deploy.cli.wording import language
from deploy.launcher.mistakes import OperatorError
from shared.portal import formats

LOOK = Theme(
    {
        "good": "green",
        "bad": "bold red",
        "busy": "yellow",
        "quiet": "bright_black",
        "name": "bold",
        "address": "cyan underline",
        "number": "default",
        "heading": "bold cyan",
        "progress.percentage": "default",
        "progress.download": "default",
        "bar.complete": "cyan",
        "bar.finished": "green",
        "bar.pulse": "cyan",
    }
)

PIPE_WIDTH = 120
"""Columns of a line that nobody's window limits."""


def _width(stream: TextIO) -> int | None:
    limited = stream.isatty() or "COLUMNS" in os.environ
    return None if limited else PIPE_WIDTH


out = Console(theme=LOOK, highlight=False, width=_width(sys.stdout))
err = Console(theme=LOOK, highlight=False, width=_width(sys.stderr), stderr=True)


def number(value: float | None) -> str:
    """`value` as the reader writes numbers."""
    return formats.number(None if value is None else Decimal(str(value)), language())


def print_mistake(mistake: OperatorError) -> None:
    """One sentence in Vietnamese, one in English."""
    first = Text.assemble(("✘ ", "bad"), (mistake.vi, "bold"))
    err.print(first, soft_wrap=True)
    if mistake.en != mistake.vi:
        err.print(Text(f"  {mistake.en}", style="quiet"), soft_wrap=True)


def good(text: str) -> None:
    """A line that reports a success."""
    out.print(Text.assemble(("✔ ", "good"), text), soft_wrap=True)
