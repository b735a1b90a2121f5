"""Subjects and envelopes: written by one, read by another, the same on both sides."""

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.events.catalogue import ALL_EVENTS
from shared.events.envelope import (
    TYPE_PREFIX,
    Envelope,
    EnvelopeUnreadable,
    Event,
    read_envelope,
)
from shared.events.subjects import (
    MAX_DEPTH,
    Reach,
    SubjectUnknown,
    Topic,
    lane_of,
    route_of,
    subject_of,
    subjects_from_below,
)
from shared.kernel.places import CODE_SHAPE, EVERYONE, PlaceCode

codes = st.from_regex(CODE_SHAPE, fullmatch=True).filter(lambda code: code != EVERYONE)
words = st.from_regex(r"[a-z][a-z_]{0,20}", fullmatch=True)
topics = st.builds(Topic, words, words, st.integers(1, 999))
lanes = st.one_of(
    st.sampled_from([lane_of(Reach.LOCAL), lane_of(Reach.UP), lane_of(Reach.DOWN)]),
    codes.map(lambda code: lane_of(Reach.DOWN, code)),
)
moments = st.datetimes(timezones=st.just(UTC))


@given(topics, lanes, st.lists(codes, max_size=MAX_DEPTH))
def test_a_subject_is_read_as_it_was_written(topic: Topic, lane: str, path: list[str]) -> None:
    custody = "".join(f"in.{code}." for code in path)

    route = route_of(custody + subject_of(topic, lane))

    assert (list(route.path), route.lane, route.name) == (path, lane, topic.name)
    assert (route.service, route.fact, route.version) == (
        topic.service,
        topic.fact,
        topic.version,
    )


@given(st.text(max_size=60))
def test_any_other_text_is_refused_and_nothing_worse(text: str) -> None:
    try:
        route = route_of(text)
    except SubjectUnknown:
        return
    assert text.endswith(f".{route.fact}.v{text.rsplit('.v', 1)[1]}")


@pytest.mark.parametrize(
    "subject",
    [
        "",
        "up",
        "up.intake.feedback_received",
        "up.intake.feedback_received.1",
        "up.intake.feedback_received.v",
        "down.intake.feedback_received.v1",
        "down..intake.feedback_received.v1",
        "sideways.intake.feedback_received.v1",
        "in.sai-dong",
        "in.sai-dong.intake.feedback_received.v1",
        "up.intake.feedback_received.v1.more",
    ],
)
def test_what_is_not_in_the_grammar_is_refused(subject: str) -> None:
    with pytest.raises(SubjectUnknown):
        route_of(subject)


@pytest.mark.parametrize("event", ALL_EVENTS, ids=lambda event: event.topic.name)
def test_a_parent_listens_where_every_depth_speaks(event: type[Event]) -> None:
    topic = event.topic
    wanted = subjects_from_below(topic)

    for depth in range(1, MAX_DEPTH + 1):
        said = "in.a." * depth + subject_of(topic, "up")
        assert sum(_fits(said, pattern) for pattern in wanted) == 1


def _fits(subject: str, pattern: str) -> bool:
    tokens, wanted = subject.split("."), pattern.split(".")
    return len(tokens) == len(wanted) and all(
        want in ("*", token) for token, want in zip(tokens, wanted, strict=True)
    )


envelopes = st.builds(
    Envelope,
    id=st.uuids(),
    type=topics.map(lambda topic: TYPE_PREFIX + topic.name),
    node=codes.map(PlaceCode),
    epoch=st.integers(1, 2**31 - 1),
    nseq=st.integers(1, 2**63 - 1),
    occurred_at=moments,
    recorded_at=moments,
    correlation_id=st.uuids(),
)


@given(envelopes)
def test_an_envelope_survives_its_headers(envelope: Envelope) -> None:
    assert read_envelope(envelope.headers) == envelope


@given(st.dictionaries(st.sampled_from(["ce-id", "ce-type", "ce-time", "ce-node"]), st.text()))
def test_headers_that_lack_anything_are_refused(headers: dict[str, str]) -> None:
    with pytest.raises(EnvelopeUnreadable):
        read_envelope(headers)
