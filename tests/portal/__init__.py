"""Tests of the browser floor."""
