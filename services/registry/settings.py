"""Everything registry is told from outside."""

from pydantic import SecretStr

from shared.chassis.settings import NodeSettings


class Settings(NodeSettings):
    """What every node is told, and where registry keeps the files people hand in."""

    files_url: str = ""
    """`file:///folder` or `s3://bucket/prefix`; empty: no file is taken in."""
    files_endpoint: str = ""
    """The address of an S3-compatible server; empty: the provider's own."""
    files_access_key: str = ""
    files_secret_key: SecretStr = SecretStr("")
    oidc_issuer: str = ""
    """The office's account system (OpenID Connect); empty: there is none."""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_login_claim: str = "preferred_username"
    """Which claim names the account here; `email` counts only when it is verified."""
    files_region: str = "us-east-1"
    """Where the bucket lies; most compatible servers do not care."""
