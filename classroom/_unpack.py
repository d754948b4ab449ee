"""Zip files as course systems hand them out, read as if they were folders."""

import contextlib
import errno
import os
import time
import zipfile
from pathlib import PurePosixPath

LARGEST = 101 * 2**20  # bytes of one file: more than any notebook may have
DEEPEST = 20  # folders
UTF_8 = 0x800
WANTED = ".ipynb", ".ipynb.txt", ".ipynb.json", ".zip"


class Room:
    """How much may still be unpacked. An archive can hold itself, and a small one a whole disk."""

    def __init__(self, files, size):
        self.files, self.size = files, size


def unpack(path, target, room):
    """Write the files of a zip into a new folder. Return sentences on what could not be read.

    What is wrong with one file costs that one: the zip may hold a whole class.
    """
    target.mkdir(parents=True)
    said, name = [], f"{path.parent.name}/{path.name}"
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                if member.is_dir():
                    continue
                room.files -= 1
                if room.files < 0 or room.size < 0:
                    return [*said, f"{name} holds too much: not all of it was read."]
                try:
                    write(target, member, archive, room)
                except Exception as error:
                    if getattr(error, "errno", None) == errno.ENOSPC:
                        raise
                    said.append(f"{member.filename} in {name} cannot be read: {error}.")
    except OSError as error:
        said.append(f"{name} cannot be unpacked: {error}.")
    # Any error: what a hostile file may be wrong in, nobody knows.
    except Exception as error:
        said.append(f"{name} is left out: it is no zip that can be read ({error}).")
    return said


def write(target, member, archive, room):
    """Write a file of an archive below the target and nowhere else."""
    parts = PurePosixPath(name_of(member).replace("\\", "/")).parts
    parts = [part for part in parts if part not in ("/", "..", ".")]
    if not parts or len(parts) > DEEPEST:
        raise ValueError(f"its folders are nested more than {DEEPEST} deep")
    path = target.joinpath(*(part.replace(":", "_") for part in parts))
    path.parent.mkdir(parents=True, exist_ok=True)
    data = b""
    # What else is in it is named, and need not be written.
    if path.name.lower().endswith(WANTED):
        with archive.open(member) as file:
            data = file.read(LARGEST)  # The size that it states may be a lie.
    room.size -= len(data)
    path.write_bytes(data)
    with contextlib.suppress(ValueError, OverflowError, OSError):  # A date that there is not.
        when = time.mktime((*member.date_time, 0, 0, -1))
        os.utime(path, (when, when))


def name_of(member):
    """A file's name; macOS writes it in UTF-8 and does not say so."""
    if not member.flag_bits & UTF_8:
        with contextlib.suppress(UnicodeError):
            return member.filename.encode("cp437").decode("utf-8")
    return member.filename
