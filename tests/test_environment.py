"""The ways to set up agree: pyproject.toml says what is needed, the others say the same."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

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


@pytest.mark.parametrize("extra", [None, "classroom", "test"])
def test_each_package_has_a_reason(extra):
    text = (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")
    for requirement in requirements(extra):
        assert re.search(rf'"{requirement}", +# [A-Z].*\.', text), f"{requirement} has no reason"
