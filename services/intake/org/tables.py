"""The catalogue that every table of schema `intake` is declared in."""

from shared.chassis.database import new_metadata

metadata = new_metadata()
