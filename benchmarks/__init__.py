"""Measure the browser floor against other tools, on pages that say what they received."""
