"""Times one workload with PyTorch: pytorch_peer.py WORKLOAD KIND THREADS SECONDS. Prints one JSON object."""

import json
import pathlib
import statistics
import sys
import time

import torch
from torch import nn

ACTIVATIONS = {"sigmoid": torch.sigmoid, "relu": torch.relu, "linear": lambda x: x, "softmax": lambda x: torch.softmax(x, -1)}


class Network(nn.Module):
    """A workload of workloads.json."""

    def __init__(self, spec):
        super().__init__()
        self.spec = spec
        size = spec.get("size") or spec.get("embedding") or spec["vocabulary"]
        self.table = nn.Embedding(spec["vocabulary"], spec["embedding"]) if "embedding" in spec else None
        self.filters = nn.Conv1d(size, *spec["conv"]) if "conv" in spec else None
        if self.filters:
            size = spec["conv"][0]
        self.cells = nn.ModuleList()
        for layer in spec["layers"]:
            kind = {"lstm": nn.LSTM, "gru": nn.GRU}[layer["cell"]]
            both = layer.get("bidirectional", False)
            self.cells.append(kind(size, layer["units"], batch_first=True, bidirectional=both))
            size = layer["units"] * (2 if both else 1)
        if spec.get("flatten"):
            size *= spec["steps"]
        self.dense = nn.ModuleList()
        for units, _ in spec["dense"]:
            self.dense.append(nn.Linear(size, units))
            size = units

    def forward(self, x, states=None, logits=False):
        """The output, and the states of the recurrent layers."""
        if self.table is not None:
            x = self.table(x)
        elif self.spec["input"] == "onehot":
            x = nn.functional.one_hot(x, self.spec["vocabulary"]).float()
        if self.filters:
            x = torch.relu(self.filters(x.transpose(1, 2))).amax(2)
        after = []
        for i, (cell, layer) in enumerate(zip(self.cells, self.spec["layers"])):
            sequence, state = cell(x, states[i] if states else None)
            after.append(state)
            if layer.get("sequences"):
                x = sequence
            elif layer.get("bidirectional"):
                units = layer["units"]
                x = torch.cat([sequence[:, -1, :units], sequence[:, 0, units:]], 1)
            else:
                x = sequence[:, -1]
        if self.spec.get("flatten"):
            x = x.flatten(1)
        for i, (dense, (_, activation)) in enumerate(zip(self.dense, self.spec["dense"])):
            x = dense(x)
            if not (logits and i == len(self.dense) - 1):
                x = ACTIVATIONS[activation](x)
        return x, after


def random_input(spec, rows, steps):
    """Features, or tokens."""
    if spec["input"] == "features":
        return torch.rand(rows, steps, spec["size"]) * 2 - 1
    return torch.randint(0, spec["vocabulary"], (rows, steps))


def make_run(spec, kind):
    """A function that runs the workload once."""
    network = Network(spec)
    if kind == "train":
        return make_training(spec, network)
    network.eval()
    steps = 1 if kind == "stream" else spec["steps"]
    x = random_input(spec, 32 if kind == "batch32" else 1, steps)
    states = None

    def run():
        nonlocal states
        with torch.no_grad():
            y, after = network(x, states)
            states = after if kind == "stream" else None
        return y

    return run


def make_training(spec, network):
    """A function that makes one training step."""
    rows = spec["train"]["batch"]
    rule = {"rmsprop": torch.optim.RMSprop, "adam": torch.optim.Adam}[spec["train"]["optimizer"]]
    optimizer = rule(network.parameters(), lr=0.001)
    classes = spec["dense"][-1][0]
    x = random_input(spec, rows, spec["steps"])
    labels = torch.randint(0, classes, (rows, spec["steps"])) if classes > 1 else torch.randint(0, 2, (rows, 1)).float()

    def run():
        optimizer.zero_grad()
        y, _ = network(x, logits=True)
        if classes > 1:
            loss = nn.functional.cross_entropy(y.flatten(0, 1), labels.flatten())
        else:
            loss = nn.functional.binary_cross_entropy_with_logits(y, labels)
        loss.backward()
        optimizer.step()
        return loss

    return run


def main():
    """Measures for the given time, after a warm-up."""
    name, kind, threads, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
    spec = json.loads((pathlib.Path(__file__).parent / "workloads.json").read_text(encoding="utf-8"))[name]
    torch.set_num_threads(threads)
    torch.set_flush_denormal(True)
    torch.manual_seed(7)
    run = make_run(spec, kind)
    for _ in range(2):
        run()
    times = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(times) < 3:
        start = time.perf_counter()
        run()
        times.append((time.perf_counter() - start) * 1e6)
    print(json.dumps({"id": name, "kind": kind, "median_us": statistics.median(times), "p10_us": sorted(times)[len(times) // 10]}))


main()
