"""The catalogue that every table of schema `registry` is declared in."""

from shared.chassis.database import new_metadata

metadata = new_metadata()
