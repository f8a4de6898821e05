"""One module for each family of addresses."""

from api.routes import (
    batch,
    catalogue,
    explore,
    feeds,
    forecasts,
    keeping,
    lists,
    operations,
    own,
    pages,
    read,
    runs,
    webhooks,
)

__all__ = ["FAMILIES", "PAGES"]

FAMILIES = (
    forecasts.family,
    batch.family,
    explore.family,
    catalogue.family,
    read.family,
    feeds.family,  # with the record, whose family it shares
    runs.family,
    keeping.family,
    webhooks.family,
    operations.family,
)
PAGES = (lists.blueprint, pages.blueprint, own.blueprint, read.blueprint)
