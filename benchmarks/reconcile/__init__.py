"""Reconciling a portal's export with our book, beside other tools: `python -m benchmarks.reconcile`."""
