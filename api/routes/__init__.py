"""One module for each family of addresses."""

from api.routes import batch, catalogue, explore, forecasts, keeping, lists, operations, own, pages, read, record, runs

__all__ = ["FAMILIES", "PAGES"]

FAMILIES = (
    forecasts.family,
    batch.family,
    explore.family,
    catalogue.family,
    read.family,
    record.family,
    runs.family,
    keeping.family,
    operations.family,
)
PAGES = (lists.blueprint, pages.blueprint, own.blueprint, read.blueprint)
