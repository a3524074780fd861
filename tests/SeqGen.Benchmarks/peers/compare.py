"""Runs SeqGen's workloads in turn with those of the peers that are installed, and prints ratios.

compare.py [--only W1,W2] [--kinds infer,train] [--peers oneDNN] [--threads N] [--rounds N] [--seconds N] [--ours COMMAND]

COMMAND starts our program; by default the JIT build, and a NativeAOT executable may stand there as well.
A peer that is missing is skipped, with a line that says what to install. README.md has the list.
"""

import argparse
import ctypes.util
import json
import os
import pathlib
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile

FOLDER = pathlib.Path(__file__).resolve().parent
BUILD = FOLDER.parents[2] / "artifacts" / "peers"
OURS = f"dotnet run --no-build -c Release --project {shlex.quote(str(FOLDER.parent))} --"


class Missing(Exception):
    """A peer is not there; the text says what to do."""


def succeeds(command):
    """True where a command runs and ends well."""
    try:
        return subprocess.run(command, cwd=FOLDER, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def find_pytorch():
    """The first Python that has PyTorch. A distribution's package is for the distribution's own Python only."""
    candidates = [os.environ.get("PYTORCH_PYTHON"), sys.executable, shutil.which("python3"), "/usr/bin/python3"]
    for python in dict.fromkeys(filter(None, candidates)):
        if succeeds([python, "-c", "import torch"]):
            return [python, str(FOLDER / "pytorch_peer.py")]
    raise Missing("no Python with the module torch (apt-get install python3-torch, or name one in PYTORCH_PYTHON)")


def environment_of(name, threads):
    """What a peer runs in: PyTorch with tcmalloc where that is installed, since it allocates at every operation."""
    environment = {**os.environ, "OMP_NUM_THREADS": str(threads)}
    allocator = ctypes.util.find_library("tcmalloc_minimal")
    if name == "PyTorch" and allocator:
        environment["LD_PRELOAD"] = " ".join(filter(None, [os.environ.get("LD_PRELOAD"), allocator]))
    return environment


def compiled(name, flags, libraries):
    """A program of this folder, compiled where it is older than its source."""
    program, source = BUILD / name, FOLDER / f"{name}.cpp"
    newest = max(path.stat().st_mtime for path in (source, FOLDER / "peer.h"))
    if not program.exists() or program.stat().st_mtime < newest:
        BUILD.mkdir(parents=True, exist_ok=True)
        command = [os.environ.get("CXX", "g++"), "-std=c++17", "-O3", "-march=native", "-DNDEBUG",
                   *flags, str(source), "-o", f"{program}.new", *libraries]
        try:
            result = subprocess.run(command, capture_output=True, text=True, check=False)
        except OSError as error:
            raise Missing(f"no C++ compiler: {error}") from error
        if result.returncode != 0:
            errors = [line for line in result.stderr.splitlines() if "error" in line]
            raise Missing(f"{source.name} does not compile: {errors[0] if errors else result.stderr.strip()}")
        os.replace(f"{program}.new", program)
    return [str(program)]


def find_onednn():
    """oneDNN 2, as distributions have it."""
    return compiled("onednn_peer", [], ["-ldnnl"])


PEERS = {"oneDNN": find_onednn, "PyTorch": find_pytorch}
WITHOUT = {"oneDNN": ["W7"]}


def find_peers(wanted):
    """The commands of the peers that are there; says which are not."""
    found = {}
    for name, find in PEERS.items():
        if wanted and name not in wanted:
            continue
        try:
            found[name] = find()
        except Missing as reason:
            print(f"{name} is skipped: {reason}")
    return found


def run_ours(arguments, workload, kind):
    """Our figure of a workload."""
    handle, path = tempfile.mkstemp(suffix=".json")
    os.close(handle)
    try:
        words = ["workloads", "--only", workload, "--kinds", kind, "--threads", str(arguments.threads),
                 "--seconds", str(arguments.seconds), "--emitted", "no", "--json", path]
        subprocess.run(shlex.split(arguments.ours) + words, check=True, capture_output=True)
        figures = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))["workloads"]
    finally:
        os.unlink(path)
    return next(figure for figure in figures if figure["id"] == workload and figure["kind"] == kind and figure["weights"] == "float32")


def run_peer(arguments, name, command, workload, kind):
    """A peer's figure; None where it does not know the workload, or fails."""
    if workload in WITHOUT.get(name, []):
        return None
    words = [workload, kind, str(arguments.threads), str(arguments.seconds)]
    result = subprocess.run(command + words, capture_output=True, text=True, check=False,
                            env=environment_of(name, arguments.threads))
    if result.returncode != 0:
        print(f"  {name}, {workload} {kind}: {result.stderr.strip().splitlines()[-1:]}")
        return None
    return json.loads(result.stdout.splitlines()[-1])


def main():
    """Rounds: ours, each peer, ours, each peer ..."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="")
    parser.add_argument("--kinds", default="")
    parser.add_argument("--peers", default="")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--ours", default=OURS)
    arguments = parser.parse_args()
    workloads = json.loads((FOLDER / "workloads.json").read_text(encoding="utf-8"))
    peers = find_peers([name for name in arguments.peers.split(",") if name])
    if not peers:
        return
    print("Microseconds: the median over the rounds of the tenth percentile (p10) of each. "
          "Ratios, ours to theirs: of p10, and of the medians.")
    print(f"{'id':5} {'kind':8} {'SeqGen p10':>11}" + "".join(f" {name + ' p10':>17} {'p10':>5} {'median':>6}" for name in peers))
    for workload, spec in workloads.items():
        if arguments.only and workload not in arguments.only.split(","):
            continue
        for kind in spec["kinds"]:
            if not arguments.kinds or kind in arguments.kinds.split(","):
                compare(arguments, peers, workload, kind)


def compare(arguments, peers, workload, kind):
    """One line: the medians of the rounds, and of the ratios of each round."""
    ours = []
    theirs = {name: [] for name in peers}
    for _ in range(arguments.rounds):
        ours.append(run_ours(arguments, workload, kind))
        for name, command in peers.items():
            theirs[name].append(run_peer(arguments, name, command, workload, kind))
    line = f"{workload:5} {kind:8} {statistics.median(figure['p10_us'] for figure in ours):11.2f}"
    for figures in theirs.values():
        if None in figures:
            line += f" {'-':>17} {'-':>5} {'-':>6}"
            continue
        line += f" {statistics.median(figure['p10_us'] for figure in figures):17.2f}"
        for quantile, width in (("p10_us", 5), ("median_us", 6)):
            ratio = statistics.median(mine[quantile] / other[quantile] for mine, other in zip(ours, figures))
            line += f" {ratio:{width}.2f}"
    print(line, flush=True)


if __name__ == "__main__":
    main()
