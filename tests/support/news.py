"""A piece of news in words of our own, with the figures that the first case rests on."""

from __future__ import annotations

NEWS = (
    "MINSK, 14 July 2025. In 2024 trade between Belarus and St. Petersburg came to $2.46 billion (10.5% more than in 2023): "
    "exports were $1.66 billion (up 1.2%) and imports $793.2 million (up 9.1%). Over January-May 2025 trade kept growing. "
    "The president expects a mark of $2.5 billion soon."
)
