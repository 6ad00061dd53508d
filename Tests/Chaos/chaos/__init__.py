"""The fault harness: a load, faults under it, and what has to hold afterwards whatever happened."""
