"""A form as a browser holds it: what it would send if nobody touched it."""

from html.parser import HTMLParser

Fields = dict[str, list[str]]


class _Form(HTMLParser):
    def __init__(self, action: str) -> None:
        super().__init__()
        self.fields: Fields = {}
        self._action = action
        self._is_inside = False
        self._select = ""
        self._area = ""
        self._seen = {
            "input": self._input,
            "textarea": self._textarea,
            "select": self._chosen_from,
            "option": self._option,
        }

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._is_inside = told.get("action") == self._action
        elif self._is_inside and tag in self._seen:
            self._seen[tag](told)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._is_inside = False
        if tag == "textarea":
            self._area = ""

    def handle_data(self, text: str) -> None:
        if self._area:
            self._put(self._area, text.removeprefix("\n"))

    def _input(self, told: dict[str, str]) -> None:
        kind = told.get("type", "text")
        if kind in {"checkbox", "radio"} and "checked" not in told:
            return
        if kind not in {"file", "submit"}:
            self._put(told["name"], told.get("value", ""))

    def _textarea(self, told: dict[str, str]) -> None:
        self._area = told["name"]

    def _chosen_from(self, told: dict[str, str]) -> None:
        self._select = told["name"]

    def _option(self, told: dict[str, str]) -> None:
        if "selected" in told:
            self._put(self._select, told["value"])

    def _put(self, name: str, value: str) -> None:
        self.fields.setdefault(name, []).append(value)


def fields_of(page: str, action: str) -> Fields:
    """What the form that goes to `action` holds."""
    form = _Form(action)
    form.feed(page)
    assert form.fields, f"no form goes to {action}"
    return form.fields
