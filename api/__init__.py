"""The HTTP service: a thin Flask application over `forecast`."""
