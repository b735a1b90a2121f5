"""What Prometheus sees of every service. Labels come from closed sets, never from ids."""

from prometheus_client import Counter, Gauge, Histogram

HTTP_REQUESTS = Counter(
    "kheo_http_requests_total", "Requests answered", ["service", "method", "route", "status"]
)
HTTP_SECONDS = Histogram("kheo_http_request_seconds", "Time to answer", ["service", "route"])
FACTS_TOLD = Counter("kheo_facts_told_total", "Facts published", ["service", "fact"])
FACTS_HEARD = Counter(
    "kheo_facts_heard_total", "Facts taken in", ["service", "fact", "outcome"]
)
INBOX_DUPLICATES = Counter(
    "kheo_inbox_duplicates_total", "Deliveries of facts already counted", ["service"]
)
OUTBOX_UNPUBLISHED = Gauge("kheo_outbox_unpublished", "Facts waiting to be said", ["service"])
OUTBOX_OLDEST = Gauge("kheo_outbox_oldest_seconds", "Age of the oldest waiting", ["service"])


def unpublished_here() -> int | None:
    """How many facts the services here have written down and not yet said; see `total`."""
    return total(OUTBOX_UNPUBLISHED)


PARKED = Gauge("kheo_parked_messages", "Messages kept for a human", ["service"])


def parked_here() -> int | None:
    """How many messages the services here keep for a human; see `total`."""
    return total(PARKED)


def total(gauge: Gauge) -> int | None:
    """What the services of this process came to; None where one runs alone.

    It sees only itself then and cannot speak for its node: its nought would be a wrong one.
    """
    values = [sample.value for metric in gauge.collect() for sample in metric.samples]
    return int(sum(values)) if len(values) > 1 else None


FACT_AGE = Histogram(
    "kheo_fact_age_seconds",
    "From written down by the speaker to counted here",
    ["service"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 3600, 86400, 604800),
)
OUTAGES = Counter(
    "kheo_outages_total", "Times something was not reachable", ["service", "what"]
)
DEFECTS = Counter("kheo_defects_total", "Failures that are our fault", ["service", "where"])
