"""How long the store waits for its database, in seconds."""

__all__ = ["BUSY", "CONNECT", "SILENT", "STATEMENT"]

#: Until a database that is busy counts as unavailable, a connection as refused, and a statement as too long.
BUSY, CONNECT, STATEMENT = 10, 3, 15
#: That a reader waits for a silent database.
SILENT = 4
