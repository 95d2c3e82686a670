"""How long reading a directive takes: CPU seconds for 10,000 characters, and how it grows.

Run: python benchmarks/read_directive.py [FILE ...]. Without files, the directives of the tests.
Prints one line a size; the growth column is CPU per character against the first size (1 is
linear). The promise is under 0.5 s for 10,000 characters.
"""

import sys
import time
from pathlib import Path

from qunce.text.directive import read

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "text" / "directives"
SIZES = (10_000, 40_000, 160_000, 400_000)
ROUNDS = 3


def cpu_seconds(source: str) -> float:
    """The least CPU time of some readings, in seconds."""
    times = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        read(source)
        times.append(time.process_time() - begun)
    return min(times)


def main() -> None:
    paths = [Path(name) for name in sys.argv[1:]] or sorted(FOLDER.glob("*.txt"))
    text = "\n".join(path.read_text("utf-8") for path in paths)
    read(text[:2000])  # the vocabulary is loaded once
    first = 0.0
    sys.stdout.write(f"{'characters':>10} {'CPU s':>8} {'growth':>7}\n")
    for size in SIZES:
        seconds = cpu_seconds((text * (size // len(text) + 1))[:size])
        per_character = seconds / size
        first = first or per_character
        sys.stdout.write(f"{size:>10} {seconds:>8.3f} {per_character / first:>7.2f}\n")


if __name__ == "__main__":
    main()
