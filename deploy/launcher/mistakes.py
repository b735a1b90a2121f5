"""What only the operator can mend, said in two sentences instead of a traceback."""


class OperatorError(Exception):
    """Something outside the program is not as it must be; `vi` and `en` say what to do."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(f"{vi}\n{en}")
        self.vi = vi
        self.en = en
