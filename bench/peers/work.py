"""The work that peers and engine do alike, and how its times are written.

A network is a line of widths: 20-128x4-2 has 20 inputs, four hidden layers of 128 units with ReLU and
a mean and a log variance as outputs. A step is forward, heteroscedastic loss, KL / n, backward and
Adam; a prediction is mean, sigmaStat and sigmaSyst of every row over 50 weight samples.
"""

import json
import statistics
import sys

# (name, layer widths, batch of a step, rows of a prediction)
NETWORKS = [
    ("20-64x3-2", [20, 64, 64, 64, 2], 256, 1024),
    ("20-128x4-2", [20, 128, 128, 128, 128, 2], 1024, 1024),
    ("20-512x3-2", [20, 512, 512, 512, 2], 1024, 1024),
]
LARGE_PREDICTION = ("20-128x4-2", [20, 128, 128, 128, 128, 2], 1_000_000)
SAMPLES = 50
TRAINING_ROWS = 30_000
LEARNING_RATE = 1e-3
ESTIMATORS = ["flipout", "reparameterized", "local"]
# Plain products, which cuBLAS computes for both peers: (rows, depth, columns).
PRODUCTS = [(1024, 1024, 1024), (4096, 4096, 4096), (1 << 17, 128, 128), (1 << 15, 512, 512)]


class Results:
    """Collects one record a measurement and writes them as JSON."""

    def __init__(self, peer, version, device):
        self.header = {"peer": peer, "version": version, "device": device}
        self.records = []

    def add(self, form, work, estimator, network, rows, seconds):
        record = dict(
            self.header,
            form=form,
            work=work,
            estimator=estimator,
            network=network,
            rows=rows,
            median_seconds=statistics.median(seconds),
            fastest_seconds=min(seconds),
            slowest_seconds=max(seconds),
            repetitions=len(seconds),
        )
        self.records.append(record)
        print(json.dumps(record), file=sys.stderr, flush=True)

    def failed(self, form, work, estimator, network, rows, error):
        """A form that a peer cannot run is named, not left out."""
        record = dict(self.header, form=form, work=work, estimator=estimator, network=network,
                      rows=rows, error=str(error).splitlines()[0] if str(error) else repr(error))
        self.records.append(record)
        print(json.dumps(record), file=sys.stderr, flush=True)

    def write(self, path):
        with open(path, "w") as file:
            json.dump(self.records, file, indent=1)
            file.write("\n")
