"""What Python in the browser is made of: Pyodide, and a lock file of the packages that it loads.

What is compiled comes from Pyodide, with the hashes of its own lock file. What is plain Python
comes in the versions of constraints.txt, as everywhere else, with hashes taken here.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.request
from importlib import metadata
from pathlib import Path

from jupyterlite_pyodide_kernel import constants
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / "build" / "pyodide"
# The Pyodide that was tried; the kernel's own default is a newer one.
VERSION = "314.0.3"
CDN = constants.PYODIDE_CDN_URL.replace(constants.PYODIDE_VERSION, VERSION)
LOCK = "pyodide-lock.json"
CORE = {
    LOCK: "c963d22858f6bcb8f41586a2142f03905ab370c88ea22a86a2736e95fac2a8f3",
    "pyodide.mjs": "5cfc46f5dcbaf2a16f26e2363f441873eb424762609cc03db00d6a2ace4d00e5",
    "pyodide.asm.mjs": "1a9775427ef6e8abaa7db88ece0515422d1886915ae5c9093776410c865dfd8d",
    "pyodide.asm.wasm": "e7f8fac36f8bf11085309cbc5c829b3ec3057c18bf1d73b05a6741612d63cdbf",
    "python_stdlib.zip": "444c770dfd75a32097fc0a7d5c1413fd3140601f49c3a1f2e9af0376fcd124b4",
}
THERE = {
    "sys_platform": "emscripten",
    "platform_system": "Emscripten",
    "python_version": constants.PYODIDE_PYTHON_VERSION,
    "python_full_version": constants.PYODIDE_PYTHON_VERSION + ".0",
    "extra": "",
}
# Our package needs no JupyterLab there: the page is one.
OURS = ["numpy", "matplotlib", "ipywidgets", "anywidget"]
NEEDS = {"rnn-lesson": OURS, "pyodide-kernel": ["ipython", "comm", "jedi", "micropip"]}
# Stand-ins of the kernel's own for packages that have no place in a browser.
KERNELS = {"ipykernel", "piplite", "pyodide-kernel", "widgetsnbextension"}
IN_THE_PAGE = {"jupyterlab-widgets"}
NOT_THERE = """{} of Pyodide {} cannot be had ({}). \
If you have it in a folder: python start.py site -- --pyodide FOLDER"""


class NotThere(Exception):
    """What a live edition is made of cannot be had."""


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def official(name, digest, folder=None):
    """Return the path of a file of Pyodide's: from `folder`, from an earlier time, or fetched."""
    CACHE.mkdir(parents=True, exist_ok=True)
    fits = lambda path: path.exists() and sha256(path) == digest
    said = "its hash is another"
    for place in [folder, CACHE] if folder else [CACHE]:
        if fits(Path(place) / name):
            return Path(place) / name
    for fetch in [fetch_core] * (name in CORE) + [fetch_from_cdn]:
        try:
            fetch(name)
        except (OSError, subprocess.CalledProcessError) as error:
            said = str(error)
        if fits(CACHE / name):
            return CACHE / name
    raise NotThere(NOT_THERE.format(name, VERSION, said))


def fetch_core(name):
    """Fetch all that npm has of Pyodide, which is all but the packages."""
    with tempfile.TemporaryDirectory() as place:
        command = [shutil.which("npm") or "npm", "pack", "--silent", f"pyodide@{VERSION}"]
        subprocess.run(command, cwd=place, check=True, capture_output=True, timeout=300)
        (archive,) = Path(place).glob("*.tgz")
        with tarfile.open(archive) as packed:
            for one in CORE:
                (CACHE / one).write_bytes(packed.extractfile(f"package/{one}").read())


def fetch_from_cdn(name):
    with urllib.request.urlopen(f"{CDN}/{name}", timeout=60) as answer:
        (CACHE / name).write_bytes(answer.read())


def plain(names):
    """Return {name: path of its wheel} of packages that are plain Python, in our versions."""
    pip = [sys.executable, *"-m pip download --quiet --no-deps --disable-pip-version-check".split()]
    pip += ["--only-binary=:all:", "--platform=any", "--implementation=py", "--abi=none"]
    pip += [f"--python-version={constants.PYODIDE_PYTHON_VERSION}", f"--find-links={CACHE}"]
    wanted = [f"{name}=={metadata.version(name)}" for name in sorted(names)]
    done = subprocess.run([*pip, f"--dest={CACHE}", *wanted], capture_output=True, text=True)
    if done.returncode:
        raise NotThere(f"pip cannot get the packages of the live edition: {done.stderr.strip()}")
    return {name: newest(CACHE, name, metadata.version(name)) for name in names}


def newest(folder, name, version=None):
    """Return the path of a package's wheel, in the newest version there or in this one."""
    found = {}
    for path in folder.glob("*-none-any.whl"):
        its_name, its_version, *_ = parse_wheel_filename(path.name)
        if its_name == name and version in (None, str(its_version)):
            found[its_version] = path
    return found[max(found)]


def own_wheel():
    """Return the path of our package's wheel, made anew from what is there now."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place, "copy")
        hidden = shutil.ignore_patterns("__pycache__", "*.pyc")
        shutil.copytree(ROOT / "rnn_lesson", copy / "rnn_lesson", ignore=hidden)
        for name in ("pyproject.toml", "README.md", "LICENSE"):
            shutil.copy(ROOT / name, copy)
        pip = [sys.executable, *"-m pip wheel --quiet --no-deps --no-build-isolation".split()]
        subprocess.run([*pip, f"--wheel-dir={CACHE}", str(copy)], check=True)
    return newest(CACHE, "rnn-lesson")


def needed(name, known):
    """Return the names of what a package needs in a browser."""
    if name in NEEDS:
        return NEEDS[name]
    if name in KERNELS or known.get(name, {}).get("name") == "micropip":
        return []
    wanted = map(Requirement, metadata.requires(name) or [])
    there = (one for one in wanted if one.marker is None or one.marker.evaluate(THERE))
    return sorted({canonicalize_name(one.name) for one in there} - IN_THE_PAGE)


def closure(known):
    """Return {name: what it needs} of all packages of the live edition."""
    found, left = {}, ["piplite", "ipykernel", *NEEDS]
    while left:
        name = left.pop()
        if name not in found:
            found[name] = needed(name, known)
            left += found[name]
    return found


def entry(name, path, needs):
    """Return what a lock file says of a wheel that stands beside it."""
    digest, version = sha256(path), str(parse_wheel_filename(path.name)[1])
    # A folder of its own for each content: no cache can hand out another that has its name.
    about = {"name": name, "version": version, "file_name": f"{digest[:10]}/{path.name}"}
    about |= {"sha256": digest, "depends": needs, "imports": [re.sub("-", "_", name)]}
    return about | {"install_dir": "site", "package_type": "package", "unvendored_tests": False}


def write(target, kernels_wheels, folder=None, offline=False):
    """Write the lock file and the wheels into `target`; return the names of the packages."""
    lock = json.loads(official(LOCK, CORE[LOCK], folder).read_text("utf-8"))
    known = lock["packages"]
    needs = closure(known)
    compiled = {n for n in needs if n in known and "none-any" not in known[n]["file_name"]}
    theirs = compiled | {"micropip"}
    ours = plain(needs.keys() - theirs - KERNELS - {"rnn-lesson"})
    ours |= {name: newest(kernels_wheels, name) for name in KERNELS & needs.keys()}
    ours["rnn-lesson"] = own_wheel()
    lock["packages"] = {name: entry(name, ours[name], needs[name]) for name in sorted(ours)}
    for name in sorted(theirs):
        about = known[name] | {"depends": needs[name]}
        if offline:
            put(official(about["file_name"], about["sha256"], folder), target)
        else:
            about["file_name"] = f"{CDN}/{about['file_name']}"
        lock["packages"][name] = about
    for name, path in ours.items():
        put(path, target / lock["packages"][name]["file_name"].split("/")[0])
    for name in [one for one in CORE if one != LOCK] * offline:
        put(official(name, CORE[name], folder), target)
    (target / LOCK).write_text(json.dumps(lock, indent=1, sort_keys=True), encoding="utf-8")
    return sorted(needs)


def put(path, folder):
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(path, folder)
