"""Reconciliation: files in, every row of both sides in one kind."""
