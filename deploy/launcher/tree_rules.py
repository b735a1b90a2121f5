"""When a tree of places does not make sense, and how to mend it."""

from collections.abc import Sequence

from deploy.launcher.entries import Complaint, PlaceEntry, UnitEntry
from shared.kernel.places import PlaceCode


def wrong_codes(places: Sequence[PlaceEntry], units: Sequence[UnitEntry]) -> list[Complaint]:
    """Codes given to two units."""
    seen: dict[str, str] = {}
    complaints = []
    rooms = [("places", at, entry.code) for at, entry in enumerate(places)]
    rooms += [("units", at, entry.code) for at, entry in enumerate(units)]
    for room, at, code in rooms:
        where = f"{room}[{at}]"
        if code in seen:
            complaints.append(
                Complaint(
                    f"{where} dùng lại mã “{code}” của {seen[code]}; mỗi đơn vị cần mã riêng.",
                    f"{where} repeats the code “{code}” of {seen[code]}; give each its own.",
                )
            )
        seen.setdefault(code, where)
    return complaints


def wrong_places(places: Sequence[PlaceEntry]) -> list[Complaint]:
    """Unknown parents, several roots or a circle."""
    known = {entry.code for entry in places}
    unknown = [entry for entry in places if entry.parent and entry.parent not in known]
    if unknown:
        return [_unknown_parent(entry, known) for entry in unknown]
    roots = [entry.code for entry in places if entry.parent is None]
    if len(roots) > 1:
        return [_many_roots(roots)]
    circle = _circle({entry.code: entry.parent for entry in places})
    return [_circular(circle)] if circle else []


def _unknown_parent(entry: PlaceEntry, known: set[PlaceCode]) -> Complaint:
    codes = ", ".join(sorted(known - {entry.code}))
    return Complaint(
        f"“{entry.code}” có cấp trên “{entry.parent}” không có trong tệp; "
        f"hãy thêm đơn vị ấy hoặc chọn một trong: {codes}.",
        f"“{entry.code}” names the parent “{entry.parent}”, which is not in the file; "
        f"add that place or choose one of: {codes}.",
    )


def _many_roots(roots: list[PlaceCode]) -> Complaint:
    names = ", ".join(roots)
    return Complaint(
        f"có {len(roots)} đơn vị không có cấp trên ({names}); "
        "chỉ một đơn vị được đứng đầu cây, hãy ghi “parent” cho các đơn vị còn lại.",
        f"{len(roots)} places have no parent ({names}); only one may stand at the top, "
        "give the others a “parent”.",
    )


def _circular(circle: list[str]) -> Complaint:
    path = " → ".join(circle)
    return Complaint(
        f"cấp trên đi thành vòng ({path}); hãy sửa “parent” của một đơn vị trong vòng.",
        f"the parents run in a circle ({path}); change the “parent” of one of them.",
    )


def _circle(parents: dict[PlaceCode, PlaceCode | None]) -> list[str]:
    for start, parent in parents.items():
        trail: list[str] = [start]
        above = parent
        while above is not None and above not in trail:
            trail.append(above)
            above = parents[above]
        if above is not None:
            return [*trail[trail.index(above) :], above]
    return []


def wrong_units(places: Sequence[PlaceEntry], units: Sequence[UnitEntry]) -> list[Complaint]:
    """Units hosted by, or standing below, somebody unknown."""
    hosts = {entry.code for entry in places}
    known = hosts | {entry.code for entry in units}
    complaints = []
    for entry in units:
        for field, value, allowed in (
            ("host", entry.host, hosts),
            ("parent", entry.parent, known),
        ):
            if value not in allowed:
                complaints.append(
                    Complaint(
                        f"units: “{entry.code}” ghi {field} “{value}” không có trong tệp.",
                        f"units: “{entry.code}” names the {field} “{value}”, not in the file.",
                    )
                )
    return complaints
