"""The ways to set up agree: pyproject.toml says what is needed, the others say the same."""

import os
import re
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging import tags
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename
from setup import causes

REPOSITORY = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONDA = yaml.safe_load((REPOSITORY / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
CONDA_NAMES = {"matplotlib": "matplotlib-base"}  # conda-forge's matplotlib brings a whole Qt.


def requirements(extra=None):
    lines = PROJECT["optional-dependencies"][extra] if extra else PROJECT["dependencies"]
    return [one for one in map(Requirement, lines) if one.name != PROJECT["name"]]


def constraints():
    """Exact version of every package that constraints.txt names."""
    lines = (REPOSITORY / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(pin.name): pin for pin in pins}


def test_conda_names_and_ranges_are_those_of_the_project():
    packages = [Requirement(line) for line in CONDA if isinstance(line, str)]
    conda = {package.name: package.specifier for package in packages}
    assert conda.pop("python") == PROJECT["requires-python"]
    conda.pop("pip")
    assert conda == {CONDA_NAMES.get(r.name, r.name): r.specifier for r in requirements()}


def test_conda_installs_the_project_itself_to_be_edited():
    assert CONDA[-1] == {"pip": ["-e ."]}


REQUIREMENTS = requirements() + requirements("classroom") + requirements("test")


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=lambda r: r.name)
def test_constraints_pin_what_the_project_asks_for(requirement):
    pin = constraints()[canonicalize_name(requirement.name)]
    (version,) = pin.specifier
    assert version.operator == "==" and requirement.specifier.contains(version.version)


@pytest.mark.parametrize("tool", ["uv", "setuptools"])
def test_constraints_pin_what_sets_up(tool):
    assert tool in constraints()


def test_constraints_name_versions_and_nothing_else():
    for pin in constraints().values():
        assert pin.url is None and re.fullmatch(r"==[\w.]+", str(pin.specifier)), str(pin)


@pytest.mark.parametrize("extra", [None, "classroom", "site", "test"])
def test_each_package_has_a_reason(extra):
    text = (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")
    for requirement in requirements(extra):
        assert re.search(rf'"{requirement}", +# [A-Z].*\.', text), f"{requirement} has no reason"


# Everybody's machine


PYTHONS = [(3, minor) for minor in range(11, 15)]
#: {machine: (its platforms, as in the names of wheels, and what a marker asks for)}
MACHINES = {
    **{
        f"Linux, {arch}": (
            [
                *(f"manylinux_2_{glibc}_{arch}" for glibc in range(5, 29)),
                *(f"manylinux{old}_{arch}" for old in (1, 2010, 2014)),
            ],
            {"sys_platform": "linux", "os_name": "posix", "platform_system": "Linux"},
        )
        for arch in ("x86_64", "aarch64")
    },
    **{
        f"macOS 13, {arch}": (
            list(tags.mac_platforms((13, 0), arch)),
            {"sys_platform": "darwin", "os_name": "posix", "platform_system": "Darwin"},
        )
        for arch in ("x86_64", "arm64")
    },
    "Windows": (
        ["win_amd64"],
        {"sys_platform": "win32", "os_name": "nt", "platform_system": "Windows"},
    ),
}


@pytest.fixture(scope="module")
def wheels():
    """{package: names of its files} for each pinned version, from whichever index uv uses here."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--no-deps"]
    command += ["--python-version", "3.11", "--format", "pylock.toml", "constraints.txt"]
    variables = {"UV_SYSTEM_CERTS": "true"} | os.environ
    done = subprocess.run(command, cwd=REPOSITORY, env=variables, capture_output=True, text=True)
    if causes.known(done.stderr) == causes.ONLINE and not os.environ.get("CI"):
        pytest.skip("WHEELS NOT LOOKED FOR: the package index was not reached")
    assert done.returncode == 0, done.stderr
    packages = tomllib.loads(done.stdout)["packages"]
    name = lambda wheel: wheel.get("name") or wheel["url"].rpartition("/")[2]
    return {one["name"]: [name(wheel) for wheel in one.get("wheels", [])] for one in packages}


def without_wheel(wheels, platforms, variables, python):
    """Names of the pinned packages that this Python on such a machine has to build itself."""
    known = {*tags.cpython_tags(python, platforms=platforms)}
    known |= {*tags.compatible_tags(python, f"cp3{python[1]}", platforms=platforms)}
    version = ".".join(map(str, python))
    variables = variables | {"python_version": version, "python_full_version": f"{version}.0"}
    needed = [
        name
        for name, pin in constraints().items()
        if not pin.marker or pin.marker.evaluate({"implementation_name": "cpython", **variables})
    ]
    assert len(needed) > 100
    return [
        name
        for name in needed
        if not any(parse_wheel_filename(file)[3] & known for file in wheels[name])
    ]


@pytest.mark.parametrize("python", PYTHONS, ids="{0[0]}.{0[1]}".format)
@pytest.mark.parametrize("machine", MACHINES)
def test_every_pinned_version_has_a_wheel(wheels, machine, python):
    assert without_wheel(wheels, *MACHINES[machine], python) == []


def test_a_missing_wheel_is_noticed(wheels):
    intel = [name for name in wheels["numpy"] if not ("x86_64" in name and "macosx" in name)]
    assert 0 < len(intel) < len(wheels["numpy"])
    for machine, missing in {"macOS 13, x86_64": ["numpy"], "Windows": []}.items():
        assert without_wheel(wheels | {"numpy": intel}, *MACHINES[machine], (3, 13)) == missing


def too_long(paths, folder):
    """Those that Windows refuses without long paths, in a folder with so long a path."""
    return [path for path in paths if folder + len("/" + path) > 259]


def test_paths_are_short_enough_for_windows():
    skipped = {".git", ".venv", ".hypothesis", ".ruff_cache"}
    paths = [path.relative_to(REPOSITORY) for path in REPOSITORY.rglob("*")]
    paths = [path.as_posix() for path in paths if not skipped & set(path.parts)]
    assert len(paths) > 100 and too_long(paths, 100) == []
    assert too_long(["a" * 158, "b" * 159], 100) == ["b" * 159]


def test_paths_of_the_environment_are_short_enough_too():
    """As Windows lays it out. JupyterLab's own tests, which are in it, leave 97 characters."""
    prefix = Path(sys.prefix)
    paths = []
    for path in prefix.rglob("*"):
        parts = list(path.relative_to(prefix).parts)
        if "site-packages" in parts:
            parts = ["Lib", *parts[parts.index("site-packages") :]]
        paths.append("/".join([".venv", *parts]))
    assert len(paths) > 1000 and too_long(paths, 97) == []


# GitHub's machines


WORKFLOW = REPOSITORY / ".github" / "workflows" / "test.yml"


def complaints(folder):
    """What the linter says of the workflows there, or ""."""
    program = Path(sysconfig.get_path("scripts"), "zizmor")
    command = [program, "--offline", "--no-progress", "--strict-collection", folder]
    command += ["--config", REPOSITORY / ".github" / "zizmor.yml"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    return done.returncode and done.stdout + done.stderr


def test_the_workflow_has_no_fault_and_runs_the_two_commands_on_the_oldest_and_newest_python():
    assert not complaints(REPOSITORY / ".github")
    (job,) = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"].values()
    ran = [step["run"].split("\n")[0] for step in job["steps"] if "run" in step]
    assert "python start.py test" in ran and any("start.py --no-browser" in line for line in ran)
    matrix = job["strategy"]["matrix"]
    assert matrix["python"] == [f"3.{python[1]}" for python in (PYTHONS[0], PYTHONS[-1])]
    assert {system.partition("-")[0] for system in matrix["os"]} == {"ubuntu", "macos", "windows"}
    assert [one["os"] for one in matrix["include"]] == matrix["os"]


def test_the_site_is_published_as_start_py_makes_it():
    path = WORKFLOW.with_name("pages.yml")
    jobs = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]
    ran = [step["run"] for step in jobs["build"]["steps"] if "run" in step]
    (shown,) = [s["with"]["path"] for s in jobs["build"]["steps"] if "path" in s.get("with", {})]
    assert ran == ["python start.py site"] and shown == "site"
    assert jobs["publish"]["needs"] == "build" and "run" not in str(jobs["publish"]["steps"])


@pytest.mark.parametrize(("right", "wrong"), [
    ("runs-on:", "run-on:"), ("steps:", "stepz:"), ("timeout-minutes: 60", "timeout-minutes: x"),
    ("contents: read", "contents: write"), ("actions/checkout@v6", "actions/checkout"),
])  # fmt: skip
def test_a_fault_of_a_workflow_is_noticed(tmp_path, right, wrong):
    text = WORKFLOW.read_text(encoding="utf-8")
    assert right in text
    (tmp_path / "workflows").mkdir()
    (tmp_path / "workflows" / "test.yml").write_text(text.replace(right, wrong), encoding="utf-8")
    assert complaints(tmp_path)
