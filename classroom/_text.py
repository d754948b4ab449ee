"""Text from outside as files and terminals can hold it, and files that are whole or as they were.

Every text of a student's, a name, an answer, the words of an error, passes through here once, where
it comes in.
"""

import hashlib
import os
import re
import unicodedata
from collections import Counter

# Half characters, characters that move the cursor or colour a terminal, and those that turn the
# direction of what follows, so that a line reads as another. New line and tab may stay.
ODD = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def printable(text):
    """A text as every file can hold it: half characters become question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def shown(value, longest=None):
    """What a value says, for a page, a table or a terminal; it never raises."""
    try:
        text = str(value)
    # A whole number of 5000 digits has no text, and a list in itself may be too deep.
    except Exception:
        text = f"a {type(value).__name__} that cannot be shown"
    return ODD.sub("?", printable(text[:longest].replace("\r\n", "\n")))


def line(value):
    """The same on one line."""
    return " ".join(shown(value).split())


def write_whole(path, text, encoding="utf-8"):
    """Write a file whole or leave it as it was, whatever ends the run or fills the disk."""
    draft = path.with_name(f"{path.name}.part")
    try:
        draft.write_text(text, encoding=encoding, newline="")
        os.replace(draft, path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def file_names(names):
    """{name: a file's name for it}. Names that some file system takes for one get an ending."""
    folded = lambda name: unicodedata.normalize("NFC", name).casefold()
    count = Counter(map(folded, names))
    return {
        name: f"{name}-{short_digest(name)}" if count[folded(name)] > 1 else name for name in names
    }


def short_digest(name):
    return hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:8]
