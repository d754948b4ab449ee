"""JupyterLab runs on the lesson's own files, whatever a user has at home, and names its address."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
from setup import lab
from starting import REPOSITORY

WIDGETS = "@jupyter-widgets/jupyterlab-manager"
NEWS = "@jupyterlab/apputils-extension:notification"


@contextmanager
def running(home, *arguments, **variables):
    """JupyterLab as start.py starts it, at this home. Yields a function: what it said so far."""
    places = {"HOME": home, "USERPROFILE": home, "APPDATA": home / "AppData", **variables}
    ours = re.compile("JUPYTER|IPYTHON|XDG|MPL")
    variables = {name: value for name, value in os.environ.items() if not ours.match(name)}
    variables |= {name: str(value) for name, value in places.items()}
    command = [sys.executable, "-P", "commands/setup/lab.py", "--no-browser", *arguments]
    said = (home if home.is_dir() else home.parent) / "said.txt"
    with said.open("wb") as log:
        streams = {"stdout": log, "stderr": log, "stdin": subprocess.DEVNULL}
        process = subprocess.Popen(command, cwd=REPOSITORY, env=variables, **streams)
    try:
        yield lambda: (process.poll(), said.read_text(encoding="utf-8", errors="replace"))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def address(look):
    """The address that it prints, or a failure with all that it said."""
    for _ in range(300):
        ended, said = look()
        if found := re.search(r"http://\S+", said):
            return found[0]
        assert ended is None, said
        time.sleep(0.1)
    pytest.fail(said)


def ask(address, path, token):
    request = urllib.request.Request(address.partition("/lab")[0] + path)
    request.add_header("Authorization", f"token {token}")
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.read().decode()


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content))


def kernel(folder):
    """A kernel named python3 that cannot run."""
    write(folder / "kernels" / "python3" / "kernel.json", {
        "argv": ["nowhere"], "display_name": "The user's own", "language": "python",
    })  # fmt: skip


def test_a_users_jupyter_does_not_leak_in_and_the_address_is_printed_with_its_port(tmp_path):
    data, config = tmp_path / "data", tmp_path / "config"
    kernel(data)
    kernel(tmp_path / "path")
    old = {"name": WIDGETS, "version": "0.0.1", "jupyterlab": {"_build": {"load": "old.js"}}}
    write(data / "labextensions" / WIDGETS / "package.json", old)
    write(data / "labextensions" / "renamed" / "package.json", old | {"name": "another-manager"})
    off = {"disabledExtensions": {WIDGETS: True, "anywidget": True}}
    write(config / "labconfig" / "page_config.json", off)
    write(config / "jupyter_server_config.py", "import missing_module\n")
    write(config / "jupyter_lab_config.py", f"c.LabApp.app_dir = {str(tmp_path)!r}")
    allowed = {"KernelSpecManager": {"allowed_kernelspecs": ["other"]}}
    write(config / "jupyter_server_config.json", allowed)
    variables = {"JUPYTER_DATA_DIR": data, "JUPYTER_CONFIG_DIR": config, "JUPYTER_TOKEN": "abc"}
    variables |= {"JUPYTER_PATH": tmp_path / "path", "JUPYTERLAB_DIR": tmp_path}
    variables |= {"JUPYTER_PREFER_ENV_PATH": "0", "JUPYTER_RUNTIME_DIR": tmp_path / "run"}
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with running(tmp_path, f"--ServerApp.port={port}", **variables) as look:
            printed = address(look)
            kernels = json.loads(ask(printed, "/api/kernelspecs", "abc"))
            page = ask(printed, "/lab", "abc")
            news = json.loads(ask(printed, f"/lab/api/settings/{NEWS}", "abc"))
            _, said = look()
    assert f":{port}/" not in printed and "lab/tree/my_lessons/00_setup.ipynb" in printed
    assert kernels["default"] == "python3" and list(kernels["kernelspecs"]) == ["python3"]
    assert kernels["kernelspecs"]["python3"]["spec"]["argv"][0] != "nowhere"
    extensions = {one["name"]: one["load"] for one in page_config(page)["federated_extensions"]}
    assert extensions[WIDGETS] != "old.js" and "another-manager" not in extensions
    disabled = page_config(page)["disabledExtensions"]
    assert "@jupyter/nbgrader" in disabled and not {WIDGETS, "anywidget"} & set(disabled)
    assert news["schema"]["properties"]["fetchNews"]["default"] == "false"
    assert news["schema"]["properties"]["checkForUpdates"]["default"] is False
    lines = [line for line in said.splitlines() if "jupyter_server_config.py" in line]
    assert len(lines) == 1 and "missing_module" in lines[0] and "Traceback" not in said
    assert "nbgrader" not in said.lower()


def page_config(page):
    """The data that JupyterLab's page carries for its program."""
    return json.loads(re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', page, re.S)[1])


def test_a_configuration_that_breaks_the_server_is_named(tmp_path):
    write(tmp_path / "jupyter_server_config.py", "c.ServerApp.port_retries = 0\n")
    guilty = tmp_path / "jupyter_server_config.json"
    write(guilty, {"ServerApp": {"contents_manager_class": "missing_module.Manager"}})
    with running(tmp_path, JUPYTER_CONFIG_DIR=tmp_path) as look:
        while look()[0] is None:
            time.sleep(0.1)
        ended, said = look()
    assert ended == 1 and len(said.strip().splitlines()) == 1, said
    assert "missing_module" in said and str(guilty) in said and "config.py" not in said


def test_a_home_that_cannot_be_written_and_a_password_of_ones_own(tmp_path):
    home = tmp_path / "home"
    home.touch()  # A file: whoever runs the tests may write into any folder.
    password = "--PasswordIdentityProvider.hashed_password=sha1:0:0"
    with running(home, password, "--IdentityProvider.token=") as look:
        printed = address(look)
        with pytest.raises(urllib.error.HTTPError, match="403"):
            ask(printed, "/api/kernelspecs", "")
        _, said = look()
    assert said.count("\n") == 1 and "password" in said, said


@pytest.mark.parametrize("name", ["JUPYTERLAB_DIR", "JUPYTER_GATEWAY_URL", "MPLBACKEND"])
def test_no_variable_leads_around_the_environment(name):
    variables = {name: "elsewhere", "JUPYTER_PATH": "mine"}
    lab.come_first(variables)
    assert name not in variables
    assert variables["JUPYTER_PATH"] == os.pathsep.join([str(lab.SHARED), "mine"])


@pytest.mark.parametrize(("theirs", "number"), [({}, "1"), ({"OPENBLAS_NUM_THREADS": "3"}, "3")])
def test_numpy_takes_one_thread_where_the_user_says_nothing(theirs, number):
    lab.come_first(theirs)
    assert theirs["OPENBLAS_NUM_THREADS"] == number


@pytest.mark.parametrize(("user", "allowed"), [(0, True), (1000, False)])
def test_only_root_is_let_in_as_root(monkeypatch, user, allowed):
    monkeypatch.setattr(os, "geteuid", lambda: user, raising=False)
    assert ("--allow-root" in lab.settings()) == allowed


def test_lessons_open_on_the_first_one():
    assert Path(REPOSITORY, "notebooks", Path(lab.FIRST_LESSON).name).exists()
    assert f"--ServerApp.root_dir={REPOSITORY}" in lab.settings()


def test_a_server_that_does_not_start_says_so_in_one_line(tmp_path, monkeypatch):
    from jupyterlab.labapp import LabApp

    def launch(_):
        raise OSError(99, "Cannot assign requested address")

    write(tmp_path / "jupyter_server_config.py", "c.ServerApp.ip = '203.0.113.1'")
    before, variables = LabApp.initialize_server, {"JUPYTER_CONFIG_DIR": str(tmp_path)}
    monkeypatch.setattr(LabApp, "launch_instance", launch)
    monkeypatch.setattr(LabApp, "initialize_server", before)
    monkeypatch.setattr(lab.logging, "setLogRecordFactory", lambda _: None)
    monkeypatch.setattr(os, "environ", dict(os.environ) | variables)
    with pytest.raises(SystemExit, match="does not start.*Cannot assign.*jupyter_server_config.py"):
        lab.main([])
