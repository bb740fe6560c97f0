"""Matching speed of pyahocorasick and ahocorasick_rs on the names of a vocabulary and a text.

Both get what they are given in practice: the lower-cased names as patterns and the lower-cased text, one line a call.
Lower-casing is timed with the matching, as it is with ours. Prints one JSON object a line.
"""
import argparse
import gzip
import json
import os
import resource
import subprocess
import sys
import time


def names(folder):
    path = os.path.join(folder, "MRCONSO.RRF")
    opener = open if os.path.exists(path) else gzip.open
    path = path if os.path.exists(path) else path + ".gz"
    with opener(path, "rt", encoding="utf-8", errors="replace") as rows:
        return sorted({row.split("|")[14].strip().lower() for row in rows if row.count("|") >= 17} - {""})


def memory():
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith("VmRSS"):
                return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def run(rival, folder, text, seconds):
    start = time.perf_counter()
    patterns = names(folder)
    reading = time.perf_counter() - start
    before = memory()
    start = time.perf_counter()
    if rival == "pyahocorasick":
        import ahocorasick

        automaton = ahocorasick.Automaton()
        for index, name in enumerate(patterns):
            automaton.add_word(name, index)
        automaton.make_automaton()

        def matches(line):
            return sum(1 for _ in automaton.iter_long(line))
    else:
        import ahocorasick_rs

        implementation = getattr(ahocorasick_rs.Implementation, rival.split(":")[1])
        automaton = ahocorasick_rs.AhoCorasick(
            patterns, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest, implementation=implementation)

        def matches(line):
            return len(automaton.find_matches_as_indexes(line))
    build = time.perf_counter() - start
    used = memory() - before
    with open(text, encoding="utf-8") as file:
        lines = file.read().split("\n")
    size = sum(len(line.encode()) for line in lines)
    done, found, rounds, start = 0, 0, 0, time.perf_counter()
    while time.perf_counter() - start < seconds or rounds == 0:
        for line in lines:
            found += matches(line.lower())
        done += size
        rounds += 1
    elapsed = time.perf_counter() - start
    print(json.dumps({
        "name": rival, "reading_s": round(reading, 2), "build_s": round(build, 2), "memory_mb": round(used / 1e6, 1),
        "mb_per_s": round(done / elapsed / 1e6, 2), "matches": found // rounds,
    }), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("vocabulary", help="folder with MRCONSO.RRF")
    parser.add_argument("text", help="text file, one paragraph a line")
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--rival", help="run only this one, in this process")
    options = parser.parse_args()
    if options.rival:
        run(options.rival, options.vocabulary, options.text, options.seconds)
    else:
        # A process each: memory is measured from a clean start.
        for rival in ["pyahocorasick", "ahocorasick_rs:NoncontiguousNFA", "ahocorasick_rs:ContiguousNFA"]:
            subprocess.run(
                [sys.executable, __file__, options.vocabulary, options.text, "--seconds", str(options.seconds),
                 "--rival", rival], check=True)
