"""Everything registry is told from outside."""

from pydantic import SecretStr

from shared.chassis.settings import FilesSettings, NodeSettings


class Settings(FilesSettings, NodeSettings):
    """What every node is told, and where registry keeps the files people hand in."""

    oidc_issuer: str = ""
    """The office's account system (OpenID Connect); empty: there is none."""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_login_claim: str = "preferred_username"
    """Which claim names the account here; `email` counts only when it is verified."""
