"""Campaigns told down, the plans and deeds that answer them, the board of duties."""
