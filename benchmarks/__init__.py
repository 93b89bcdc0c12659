"""Invented cables by the hundred thousand, and stop-watches held against the reader.

Nothing here is part of the package: a benchmark may call `reftel`, `reftel` never calls a benchmark.
"""
