"""Open311 GeoReport v2: its words, its forms and its refusals; the city's words stay outside.

The exact rules of what is put out, and which checker asks for each, stand in
`docs/decisions/0025-open311.md`; `tests/service/intake/open311` walks them one by one.
"""
