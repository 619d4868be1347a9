"""Labelled pairs of Spanish names and addresses: made by rules, counted into tables, judged on other seeds."""
