"""One module for each family of addresses."""

from api.routes import catalogue, explore, forecasts, keeping, operations, own, pages, record, runs

__all__ = ["FAMILIES", "PAGES"]

FAMILIES = (
    forecasts.family,
    explore.family,
    catalogue.family,
    record.family,
    runs.family,
    keeping.family,
    operations.family,
)
PAGES = (pages.blueprint, own.blueprint)
