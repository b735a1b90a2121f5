"""Petitions, mediation and labour disputes, as counts by number and dates."""
