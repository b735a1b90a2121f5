"""What every node is told from outside, read once per process."""

from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

from pydantic import SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.federation.streams import streams_of
from shared.kernel.places import Place, place_code

SERVICE_MARK = "{service}"


class NodeSettings(BaseSettings):
    """One node of the tree and where its servers listen. Variables begin with `KHEO_`."""

    model_config = SettingsConfigDict(env_prefix="KHEO_", frozen=True, extra="ignore")

    place_code: str
    place_name: str = ""
    parent_code: str = ""
    child_codes: tuple[str, ...] = ()
    relaying_child_codes: tuple[str, ...] = ()
    """The children that have children of their own."""
    time_zone: str = "Asia/Ho_Chi_Minh"
    database_url: SecretStr
    """`{service}` stands for the service's name, which is its role and schema too."""
    broker_url: str
    broker_nkey_seed: SecretStr = SecretStr("")
    monitor_url: str = ""
    units_file: Path | None = None
    """Only at the top: the tree of units that registry establishes and tells down."""
    operator_token: SecretStr = SecretStr("")
    """Empty: operator routes are closed."""
    session_key: SecretStr = SecretStr("")
    """Signs the sessions of the staff; all services share it. Empty: nobody signs in."""
    log_format: str = "json"
    pool_size: int = 6
    """Postgres connections per service; one more is held by the relay."""

    @property
    def place(self) -> Place:
        """The identity of this node."""
        return Place(
            code=place_code(self.place_code),
            parent=place_code(self.parent_code) if self.parent_code else None,
            children=tuple(place_code(code) for code in self.child_codes),
            relaying=frozenset(place_code(code) for code in self.relaying_child_codes),
            time_zone=ZoneInfo(self.time_zone),
        )

    @model_validator(mode="after")
    def _can_take_in_its_children(self) -> Self:
        streams_of(self.place)
        return self

    def database_url_of(self, service: str) -> str:
        """Where `service` finds its own schema."""
        return self.database_url.get_secret_value().replace(SERVICE_MARK, service)


class FilesSettings(BaseSettings):
    """Where a service keeps the files people hand in."""

    model_config = SettingsConfigDict(env_prefix="KHEO_", frozen=True, extra="ignore")

    files_url: str = ""
    """`file:///folder` or `s3://bucket/prefix`; empty: no file is taken in."""
    files_endpoint: str = ""
    """The address of an S3-compatible server; empty: the provider's own."""
    files_access_key: str = ""
    files_secret_key: SecretStr = SecretStr("")
    files_region: str = "us-east-1"
    """Where the bucket lies; most compatible servers do not care."""
