"""`python -m deploy.nats [FILE]`: the broker's configuration, to FILE or to the screen."""

import sys
from pathlib import Path

from pydantic import ValidationError

from deploy.nats.rendering import BrokerSettings, configuration


def main(arguments: list[str]) -> int:
    """Write what the environment asks for; a missing variable is named in one sentence."""
    try:
        text = configuration(BrokerSettings())
    except ValidationError as wrong:
        print(_asked_for(wrong), file=sys.stderr)
        return 2
    if arguments:
        Path(arguments[0]).write_text(text, "utf-8")
    else:
        print(text, end="")
    return 0


def _asked_for(wrong: ValidationError) -> str:
    names = ", ".join(f"KHEO_{'_'.join(map(str, e['loc'])).upper()}" for e in wrong.errors())
    return f"Thiếu hoặc sai biến môi trường: {names}\nMissing or unusable variable: {names}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
