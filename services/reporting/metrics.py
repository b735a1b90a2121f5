"""What reporting lets Prometheus see: each child's marks and what is missing."""

from prometheus_client import Gauge

CHILD_CURSOR = Gauge(
    "kheo_child_cursor", "Heard without a hole up to", ["child", "service", "epoch"]
)
CHILD_GAPS = Gauge("kheo_child_gaps", "Facts known to be missing", ["child"])
CHILD_HEARD = Gauge("kheo_child_heard_seconds", "Since a place was last heard of", ["child"])
