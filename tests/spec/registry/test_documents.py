"""Numbers of documents: as the state and the party write them, and not otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.org.domain import DocumentNumberUnusable, System, document_number

CITED = [
    ("22-HD/BDV", System.PARTY),
    ("19-CT/TU", System.PARTY),
    ("30-NQ/QU", System.PARTY),
    ("09-KH/ĐU", System.PARTY),
    ("252-CV/BDVTU", System.PARTY),
    ("02/HĐ-HĐTĐKT", System.STATE),
    ("43/KH-UBND", System.STATE),
    ("328/KH-UBND", System.STATE),
    ("16/CT-TTg", System.STATE),
    ("04-HD/BDVTƯ", System.PARTY),
    ("1043-QĐ/TU", System.PARTY),
    ("3124/UBND-HCC", System.STATE_LETTER),
    ("118/2025/NĐ-CP", System.STATE_NORMATIVE),
    ("28/2026/QH16", System.STATE_NORMATIVE),
]


@pytest.mark.parametrize(("text", "system"), CITED)
def test_every_number_the_sources_cite_is_one(text: str, system: System) -> None:
    assert (document_number(text).text, document_number(text).system) == (text, system)


@given(st.sampled_from([text for text, _ in CITED]), st.sampled_from(["Số: ", "số ", "", " "]))
def test_what_copying_leaves_in_a_number_is_taken_out(text: str, prefix: str) -> None:
    copied = prefix + text.replace("/", "** / ")

    assert document_number(copied) == document_number(text)


@pytest.mark.parametrize(
    "text", ["", "43", "KH-UBND", "43/KH/UBND", "kế hoạch 43", "43-KH-UBND", "1234567/KH-UBND"]
)
def test_anything_else_is_refused_with_examples(text: str) -> None:
    with pytest.raises(DocumentNumberUnusable) as refused:
        document_number(text)
    assert "43/KH-UBND" in refused.value.vi
