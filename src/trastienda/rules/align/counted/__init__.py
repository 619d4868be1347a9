"""The counted tables; `python -m benchmarks.pairs count` writes them, nobody else does."""
