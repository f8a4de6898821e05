"""The data files that the package ships; only `forecast.catalog` reads them."""
