"""Lineage: from whom each report was taken, one step upstream at a time, and the branches that these steps make of a story."""
