"""Exploring beyond one question: attainable levels, the surface of chances, scenarios side by side, sensitivity."""
