"""The steps that a database of an older version takes, in order."""
