"""What the door counts and times, for Prometheus: by route and status, never by person."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Metrics:
    """The numbers of one application; each has its own registry, so that tests do not add up."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "creneau_requests", "Requests answered.", ["method", "route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "creneau_request_seconds", "Time to answer.", ["route"], buckets=_SECONDS, registry=self.registry
        )
        self.watchers = Gauge("creneau_live_watchers", "Pages watching live.", registry=self.registry)
        self.dead = Gauge("creneau_dead_deliveries", "Deliveries given up (100 at most).", registry=self.registry)
        self.lag = Gauge(
            "creneau_outbox_lag_seconds", "How long the delivery due longest has waited.", registry=self.registry
        )
        self.sqlite = Gauge(
            "creneau_sqlite_wal_mended", "1 without SQLite's WAL-reset defect.", ["version"], registry=self.registry
        )

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request."""
        self.requests.labels(method, route, str(status)).inc()
        self.seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """Return all numbers as Prometheus reads them."""
        return generate_latest(self.registry)
