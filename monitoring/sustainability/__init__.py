"""Readings of Verstetigung: pure formulas over plain facts, lights, the degree and what would raise it.

No Django, no database: facts come from queries, what comes out is stored by services.
"""
