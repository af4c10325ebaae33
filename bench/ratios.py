"""Prints the medians of a benchmark kit's results as a table: python3 ratios.py RESULTS.jsonl TARGET,TARGET,..."""
import json
import statistics
import sys

FIGURES = [
    ("accepted a second, one caller", "accept", "c1.rps"),
    ("accepted: p50, one caller, ms", "accept", "c1.p50"),
    ("accepted a second, 64 callers", "accept", "c64.rps"),
    ("accepted: p99, 64 callers, ms", "accept", "c64.p99"),
    ("accepted a second, wrk, 64 connections", "accept", "wrk64.rps"),
    ("overhead of a job, 0 ms render, p50, ms", "overhead0", "overhead_ms.p50"),
    ("overhead of a job, 0 ms render, p99, ms", "overhead0", "overhead_ms.p99"),
    ("overhead of a job, 50 ms render, p50, ms", "overhead50", "overhead_ms.p50"),
    ("200 jobs on four servers: devices idle", "backlog4", "idle_fraction"),
    ("delivered a second, 0 ms render", "sustained", "jobs_per_s"),
    ("processor, s for 1,000 jobs", "sustained", "cpu_s_per_1000"),
    ("memory at the end (PSS), MiB", "sustained", "pss_end_mib"),
]


def value(metrics, path):
    for name in path.split("."):
        metrics = metrics.get(name) if isinstance(metrics, dict) else None
    return metrics if isinstance(metrics, (int, float)) else None


def main(results, targets):
    found = {}
    for line in open(results, encoding="utf-8"):
        run = json.loads(line)
        for _, phase, path in FIGURES:
            if run["phase"] == phase and (number := value(run.get("metrics") or {}, path)) is not None:
                found.setdefault((run["target"], phase, path), []).append(number)

    print("| median |", " | ".join(targets), "|")
    print("|---|" + "---|" * len(targets))
    for title, phase, path in FIGURES:
        medians = [statistics.median(found[target, phase, path]) if (target, phase, path) in found else None for target in targets]
        if any(median is not None for median in medians):
            base = medians[0]
            print("|", title, "|", " | ".join(cell(median, base if index else None) for index, median in enumerate(medians)), "|")


def cell(median, base):
    if median is None:
        return ""
    return f"{median:.4g}" + (f" ({median / base:.2g}x)" if base else "")


main(sys.argv[1], sys.argv[2].split(","))
