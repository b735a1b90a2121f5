"""The look of every page: words, formats, drawings, stylesheets. No citizen, no database."""

from shared.portal.statics import mount_portal

__all__ = ["mount_portal"]
