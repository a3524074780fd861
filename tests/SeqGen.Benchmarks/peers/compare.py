"""Runs SeqGen's workloads in turn with those of the peers that are installed, and prints ratios.

compare.py [--only W1,W2] [--kinds infer,train] [--threads N] [--rounds N] [--seconds N] [--ours COMMAND]

COMMAND starts our program; by default the JIT build, and a NativeAOT executable may stand there as well.
"""

import argparse
import json
import os
import pathlib
import shlex
import statistics
import subprocess
import sys
import tempfile

FOLDER = pathlib.Path(__file__).resolve().parent
OURS = f"dotnet run --no-build -c Release --project {shlex.quote(str(FOLDER.parent))} --"
PEERS = {
    "PyTorch": {
        "probe": [sys.executable, "-c", "import torch"],
        "command": [sys.executable, str(FOLDER / "pytorch_peer.py")],
        "kinds": ["infer", "batch32", "stream", "train"],
    },
    "ONNX Runtime": {
        "probe": ["node", "--input-type=module", "-e", "import 'onnxruntime-node'"],
        "command": ["node", str(FOLDER / "onnx_peer.mjs")],
        "kinds": ["infer", "batch32", "stream"],
    },
}


def installed_peers():
    """The peers whose probe runs; says which do not."""
    found = {}
    for name, peer in PEERS.items():
        try:
            runs = subprocess.run(peer["probe"], cwd=FOLDER, capture_output=True, check=False).returncode == 0
        except FileNotFoundError:
            runs = False
        if runs:
            found[name] = peer
        else:
            print(f"{name} is not installed: skipped")
    return found


def run_ours(arguments, workload, kind):
    """The median of our program, in microseconds."""
    handle, path = tempfile.mkstemp(suffix=".json")
    os.close(handle)
    try:
        words = ["workloads", "--only", workload, "--kinds", kind, "--threads", str(arguments.threads),
                 "--seconds", str(arguments.seconds), "--emitted", "no", "--json", path]
        subprocess.run(shlex.split(arguments.ours) + words, check=True, capture_output=True)
        figures = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))["workloads"]
    finally:
        os.unlink(path)
    return next(figure["median_us"] for figure in figures if figure["id"] == workload and figure["kind"] == kind)


def run_peer(arguments, peer, workload, kind):
    """The median of a peer, in microseconds; None where it fails."""
    words = [workload, kind, str(arguments.threads), str(arguments.seconds)]
    environment = {**os.environ, "OMP_NUM_THREADS": str(arguments.threads)}
    result = subprocess.run(peer["command"] + words, capture_output=True, text=True, check=False, env=environment)
    if result.returncode != 0:
        print(f"  {workload} {kind}: {result.stderr.strip().splitlines()[-1:]}")
        return None
    return json.loads(result.stdout.splitlines()[-1])["median_us"]


def main():
    """Rounds: ours, each peer, ours, each peer ..."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="")
    parser.add_argument("--kinds", default="")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--ours", default=OURS)
    arguments = parser.parse_args()
    workloads = json.loads((FOLDER / "workloads.json").read_text(encoding="utf-8"))
    peers = installed_peers()
    if not peers:
        return
    print(f"{'id':5} {'kind':8} {'SeqGen us':>12}" + "".join(f" {name + ' us':>17} {'ratio':>7}" for name in peers))
    for workload, spec in workloads.items():
        if arguments.only and workload not in arguments.only.split(","):
            continue
        for kind in spec["kinds"]:
            if arguments.kinds and kind not in arguments.kinds.split(","):
                continue
            compare(arguments, peers, workload, kind)


def compare(arguments, peers, workload, kind):
    """One line: the median of rounds, and of the ratios of each round."""
    ours = []
    theirs = {name: [] for name in peers}
    for _ in range(arguments.rounds):
        ours.append(run_ours(arguments, workload, kind))
        for name, peer in peers.items():
            time = run_peer(arguments, peer, workload, kind) if kind in peer["kinds"] else None
            theirs[name].append(time)
    line = f"{workload:5} {kind:8} {statistics.median(ours):12.2f}"
    for times in theirs.values():
        if None in times:
            line += f" {'-':>17} {'-':>7}"
        else:
            ratio = statistics.median(mine / other for mine, other in zip(ours, times))
            line += f" {statistics.median(times):17.2f} {ratio:7.2f}"
    print(line, flush=True)


main()
