"""How fast and how right the package is, beside grep and its peers: `python -m benchmarks`."""
