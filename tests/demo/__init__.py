"""Tests of the demo portal."""
