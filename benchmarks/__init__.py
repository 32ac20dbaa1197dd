"""The same table, ε and δ through Lanterne and its peers, each in its own process.

    python -m benchmarks                       the fictional tables
    python -m benchmarks FILE.csv --save       any table
    python -m benchmarks.scale --rows 1000000  cost against the number of rows

See README.md in this folder.
"""
