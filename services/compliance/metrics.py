"""What Prometheus sees of compliance beside what it sees of every service."""

from prometheus_client import Gauge

BREACHES_OPEN = Gauge("kheo_breaches_open", "Promises broken and not delivered since")
