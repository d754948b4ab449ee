"""Zip files as course systems hand them out, read as if they were folders."""

import os
import time
import zipfile
from pathlib import PurePosixPath

MOST_FILES = 5000
MOST_BYTES = 500 * 2**20  # of all files in one archive
DEEPEST = 20  # folders
UTF_8 = 0x800


class Refused(Exception):
    """An archive that cannot be read. The message says why."""


def unpack(path, target):
    """Write the files of a zip into a new folder; raise Refused for what is none."""
    target.mkdir(parents=True)
    left = MOST_BYTES
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            if len(members) > MOST_FILES:
                raise Refused(f"it holds more than {MOST_FILES} files")
            for member in members:
                # What else is in it is named, and need not be written.
                wanted = member.filename.lower().endswith((".ipynb", ".zip", ".ipynb.txt"))
                data = b""
                if wanted:
                    with archive.open(member) as file:
                        # The size that it states may be a lie.
                        data = file.read(left + 1)
                    left -= len(data)
                if left < 0:
                    raise Refused(f"it holds more than {MOST_BYTES // 2**20} MB")
                write(target, member, data)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError) as error:
        raise Refused(f"it is no zip that can be read ({error})") from None
    except OSError as error:
        raise Refused(f"it cannot be unpacked ({error})") from None


def write(target, member, data):
    """Write a file of an archive below the target and nowhere else."""
    parts = [part for part in PurePosixPath(name_of(member)).parts if part not in ("/", "..", ".")]
    if not parts or len(parts) > DEEPEST:
        raise Refused(f"its folders are nested more than {DEEPEST} deep")
    path = target.joinpath(*(part.replace("\0", "").replace(":", "_") for part in parts))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    try:
        when = time.mktime((*member.date_time, 0, 0, -1))
        os.utime(path, (when, when))
    except (ValueError, OverflowError, OSError):  # A date that there is not.
        pass


def name_of(member):
    """A file's name; macOS writes it in UTF-8 and does not say so."""
    if not member.flag_bits & UTF_8:
        try:
            return member.filename.encode("cp437").decode("utf-8")
        except UnicodeError:
            pass
    return member.filename
