"""Tables and queries rebuilt in SQLAlchemy, and compiled by its real PostgreSQL dialect.

The only room that imports SQLAlchemy. Import its modules where they are used, not at start: that takes
a quarter of a second. `kept` and `values` do so themselves.
"""
