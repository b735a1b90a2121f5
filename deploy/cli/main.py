"""The command `kheo`, and the one place where a mistake becomes a sentence."""

import sys

import typer

from deploy.cli import ballots, calendars, life, open311, opening, parking, questions, units
from deploy.cli.importing import ImportRefusedError, row_errors
from deploy.cli.screen import err, print_mistake
from deploy.cli.wording import both
from deploy.launcher.failures import as_mistake
from deploy.launcher.mistakes import OperatorError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help=both(
        "Khéo: các nút của một thành phố trên máy này.",
        "Khéo: the nodes of a city on this machine.",
    ),
)
app.add_typer(life.app)
app.add_typer(questions.app)
app.add_typer(parking.app, name="parked")
app.add_typer(opening.app, name="node")
app.add_typer(ballots.app, name="ballots")
app.add_typer(units.app, name="units")
app.add_typer(open311.app, name="open311")
app.add_typer(calendars.app, name="calendar")


def main() -> None:
    """Run the command; an operator's mistake ends in a sentence and exit code 1."""
    try:
        app()
    except OperatorError as mistake:
        _end_with(mistake)
    except OSError as refused:
        known = as_mistake(refused)
        if known is None:
            raise
        _end_with(known)


def _end_with(mistake: OperatorError) -> None:
    if isinstance(mistake, ImportRefusedError):
        err.print(row_errors(mistake))
    print_mistake(mistake)
    sys.exit(1)
