"""The set-up: once, only in a folder of its own, trusted when finished; it says why it failed."""

import errno
import os
import shutil
import signal
import sys
import threading
import time

import pytest
from setup import causes, environment, install, probe
from starting import copy_of_start, load, run

# Setting up, once


def test_second_start_sets_up_nothing(start):
    start.main([])
    start.main([])
    assert start.installed == [[]]


def test_tests_need_more_and_lessons_are_content_with_it(start):
    start.main([])
    start.main(["test"])
    start.main([])
    start.main(["bench"])
    assert start.installed == [[], ["test"]]


def test_adding_the_tests_keeps_the_environment_of_a_running_lesson(start):
    start.main([])
    (start.environment.VENV / "kept").touch()
    start.main(["test"])
    assert (start.environment.VENV / "kept").exists()


@pytest.mark.parametrize(
    "name, before, after",
    [
        ("constraints.txt", "numpy==", "numpy==0"),
        ("pyproject.toml", '"numpy>=2.0"', '"numpy>=2.1"'),
        ("pyproject.toml", 'include = ["rnn_lesson*"', 'include = ["tests", "rnn_lesson*"'),
    ],
)
def test_other_requirements_are_set_up_afresh(start, name, before, after):
    start.main(["test"])
    (start.environment.VENV / "old").touch()
    path = start.HERE / name
    path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    start.main([])
    assert start.installed == [["test"], ["test"]] and not (start.environment.VENV / "old").exists()


def test_what_tests_and_teachers_need_is_kept_side_by_side(start):
    for command in ("test", "grade", "test", "lessons"):
        start.main([command])
    assert start.installed == [["test"], ["classroom", "test"]]


def test_other_settings_of_tools_are_not(start):
    start.main([])
    path = start.HERE / "pyproject.toml"
    text = path.read_text(encoding="utf-8").replace("cell-timeout=60", "cell-timeout=61")
    path.write_text(text, encoding="utf-8")
    assert start.environment.is_ready([])


def test_another_python_needs_another_environment(start, monkeypatch):
    start.main([])
    monkeypatch.setattr(sys, "version", "3.99")
    assert not start.environment.is_ready([])


def test_a_moved_folder_needs_another_environment(start):
    start.main([])
    moved = start.HERE.rename(start.HERE.with_name("moved"))
    assert not load(moved).environment.is_ready([])


def test_an_environment_without_its_python_is_repaired(start):
    start.main([])
    start.environment.PYTHON.unlink()
    start.main([])
    assert start.installed == [[], []]


@pytest.mark.parametrize("extras", [[], ["test"]])
@pytest.mark.parametrize("end", [KeyboardInterrupt, SystemExit, RuntimeError])
def test_an_interrupted_set_up_is_not_trusted(start, monkeypatch, end, extras):
    def interrupted(*_):
        (start.environment.VENV / "half").touch()
        raise end

    if extras:
        start.main([])  # The interrupted set-up adds to a good one.
    with monkeypatch.context() as patch, pytest.raises(end):
        patch.setattr(start.environment, "install", interrupted)
        start.main(["test"] if extras else [])
    assert not start.environment.is_ready([])
    start.main([])
    assert start.environment.is_ready([]) and not (start.environment.VENV / "half").exists()


def test_a_failed_set_up_says_so_and_is_not_trusted(start, monkeypatch):
    with (
        monkeypatch.context() as patch,
        pytest.raises(SystemExit, match="(?s)online.*setup.log.*Start again"),
    ):
        patch.setattr(
            start.environment,
            "install",
            lambda *_: "\nIs this computer online? setup.log. Start again.",
        )
        start.main([])
    assert not start.environment.is_ready([]) and not start.handed_over


@pytest.mark.parametrize("stamp", ["", "\n", "half", "half\n", "\n\n\n"])
def test_a_damaged_stamp_is_not_trusted(start, stamp):
    start.main([])
    start.environment.STAMP.write_text(stamp)
    assert not start.environment.is_ready([])


def test_two_starts_at_once_set_up_once(start, monkeypatch, capsys):
    waiting, both_wait, nap = set(), threading.Event(), time.sleep

    def sleep(seconds):
        waiting.add(threading.get_ident())
        if len(waiting) == 2:
            both_wait.set()
        nap(0.01)

    monkeypatch.setattr(start.environment.time, "sleep", sleep)
    threads = [threading.Thread(target=start.environment.set_up, args=([],)) for _ in range(2)]
    with start.environment.lock():
        for thread in threads:
            thread.start()
        assert both_wait.wait(10)
        assert start.installed == []
    for thread in threads:
        thread.join(timeout=10)
    assert start.installed == [[]]
    assert capsys.readouterr().out == "Waiting for another set-up in this folder to end.\n" * 2


# In a folder of its own


def link(start):
    target = start.HERE / "elsewhere"
    (target / "bin").mkdir(parents=True)
    start.environment.VENV.symlink_to(target)
    return target


def dangling_link(start):
    start.environment.VENV.symlink_to(start.HERE / "nowhere")
    return start.HERE


def file(start):
    start.environment.VENV.write_text("precious")
    return start.HERE


def environment_of_ones_own(start):
    (start.environment.VENV / "lib").mkdir(parents=True)
    (start.environment.VENV / "pyvenv.cfg").write_text("precious")
    return start.environment.VENV


OTHERS = link, dangling_link, file, environment_of_ones_own


@pytest.mark.parametrize("make", OTHERS, ids=lambda make: make.__name__)
def test_what_start_did_not_make_stays_as_it_is(start, make):
    place = make(start)
    before = {path: path.lstat() for path in place.rglob("*")}
    with pytest.raises(SystemExit, match="[.]venv is .*stays as it is.*Rename or delete"):
        start.main([])
    after = {path: path.lstat() for path in place.rglob("*") if path.suffix != ".lock"}
    assert after == {path: stat for path, stat in before.items() if path in after} and after
    assert start.installed == start.handed_over == []


def test_an_empty_folder_is_taken(start):
    start.environment.VENV.mkdir()
    start.main([])
    assert start.installed == [[]]


def test_a_ready_environment_behind_a_link_is_used_and_never_remade(start):
    start.main([])
    moved = start.environment.VENV.rename(start.HERE / "big disk")
    start.environment.VENV.symlink_to(moved)
    start.main([])
    assert start.installed == [[]] and len(start.handed_over) == 2
    start.environment.STAMP.unlink()
    with pytest.raises(SystemExit, match="a link"):
        start.main([])
    assert start.environment.LOG.exists()


def test_a_removal_that_was_interrupted_goes_on_next_time(start, monkeypatch):
    start.main([])
    (start.environment.VENV / "zzz" / "deep").mkdir(parents=True)
    start.environment.STAMP.write_text("old\n")
    # A run in the background of a shell ignores the signal.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        real = shutil.rmtree
        stop = lambda path: real(path) if path.name != "zzz" else signal.raise_signal(2)
        patch.setattr(shutil, "rmtree", stop)
        start.main([])
    signal.signal(signal.SIGINT, before)
    start.main([])
    assert start.installed == [[], []] and not (start.environment.VENV / "zzz").exists()


@pytest.mark.parametrize(("name", "words"), [
    ("a [b]", "JupyterLab finds no extension"),
    ("a*", "JupyterLab finds no extension"),
    (f"a{os.pathsep}b", "Python makes no environments"),
])  # fmt: skip
def test_a_name_that_breaks_something_is_refused_before_anything_is_made(tmp_path, name, words):
    copy_of_start(tmp_path / name)
    result = run(tmp_path / name)
    assert result.returncode == 1 and words in result.stderr and name in result.stderr
    assert result.stderr.count("\n") == 1 and not (tmp_path / name / ".venv").exists()


@pytest.mark.skipif(not hasattr(os, "ST_NOEXEC"), reason="this system does not tell")
def test_a_disk_from_which_nothing_may_be_run_is_refused(start, monkeypatch):
    monkeypatch.setattr(os, "statvfs", lambda _: type("Disk", (), {"f_flag": os.ST_NOEXEC | 1}))
    with pytest.raises(SystemExit, match="nothing may be run"):
        start.main([])
    assert not start.environment.VENV.exists()


# Nothing of the user's leads the installers elsewhere


def test_variables_that_lead_elsewhere_are_taken_out():
    kept = "PIP_INDEX_URL PIP_CERT PIP_PROXY PIP_CONFIG_FILE PIP_NO_INDEX UV_INDEX UV_OFFLINE"
    kept += " UV_EXCLUDE_NEWER PYTHONUTF8 PYTHONDONTWRITEBYTECODE HOME PATH SSL_CERT_FILE"
    out = (
        "PIP_TARGET PIP_PREFIX PIP_ROOT PIP_USER PIP_PYTHON PIP_DRY_RUN PIP_NO_DEPS PIP_CONSTRAINT"
    )
    out += " UV_TARGET UV_SYSTEM_PYTHON UV_NO_BINARY PYTHONPATH PYTHONHOME PYTHONOPTIMIZE"
    out += " PYTHONINSPECT PYTHONWARNINGS PYTHONSTARTUP PYTHONSAFEPATH"
    variables = dict.fromkeys([*kept.split(), *out.split()], "1")
    environment.clean(variables)
    assert sorted(variables) == sorted(kept.split())


@pytest.mark.parametrize("variables", [
    {"PYTHONOPTIMIZE": "2", "PYTHONWARNINGS": "error"}, {"PYTHONINSPECT": "1"},
    {"PYTHONSAFEPATH": "1", "PYTHONPATH": "nowhere"},
], ids=str)  # fmt: skip
def test_pythons_own_settings_disturb_nothing(start, variables):
    start.environment.set_up(["test"])
    start.environment.PYTHON.write_text("#!/bin/sh\necho $@; env | grep ^PYTHON")
    result = run(start.HERE, "test", **variables, PYTHONUTF8="1")
    left = [line for line in result.stdout.splitlines() if line.partition("=")[0] in variables]
    assert result.stdout.startswith("-m pytest\n") and result.stderr == "" and left == []
    assert "PYTHONUTF8=1" in result.stdout


@pytest.mark.skipif(os.name == "nt", reason="a shell closes the streams")
@pytest.mark.parametrize("streams", [">&-", ">&- 2>&- <&-", "| true", "> /dev/full"])
def test_nobody_needs_to_read_what_it_says(start, streams):
    start.environment.set_up([])
    start.environment.PYTHON.write_text("#!/bin/sh\nprintf 'is open' >&1 && touch done\n")
    os.system(f"cd '{start.HERE}' && {sys.executable} start.py {streams}")
    assert (start.HERE / "done").exists()


# Why it failed


SAID = {
    "disk is full": [
        "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
        "  cause: failed to write to file `x`: No space left on device (os error 28)",
        "OSError: [Errno 122] Disk quota exceeded: '/x/y.py'",
    ],
    "online?": [
        "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError(...: "
        "Failed to establish a new connection: [Errno -3] Temporary failure in name resolution')'\n"
        "ERROR: Could not find a version that satisfies the requirement uv (from versions: none)\n"
        "ERROR: No matching distribution found for uv",
        "ReadTimeoutError(\"HTTPSConnectionPool: Read timed out. (read timeout=15)\")",
        "[WinError 10061] No connection could be made because the target actively refused it",
    ],
    "proxy": ["ProxyError('Cannot connect to proxy.', NewConnectionError('Connection refused'))",
              "OSError('Tunnel connection failed: 407 Proxy Authentication Required')"],
    "certificate": ["SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] "
                    "certificate verify failed: self-signed certificate in chain'))\n"
                    "ERROR: No matching distribution found for uv"],
    "setting of pip's or uv's is broken: /x/pip.conf.": [
        "Configuration file could not be loaded.\nFile contains no section headers.\n"
        "file: '/x/pip.conf', line: 1\n'this is\\n'"],
    "setting of pip's or uv's is broken: ERROR: Could not find a suitable TLS": [
        "ERROR: Could not find a suitable TLS CA certificate bundle, invalid path: /nowhere"],
    "nothing may be run": ["ImportError: /x/_a.so: failed to map segment from shared object"],
    "lacks a part": ["WARNING: pip is configured with locations that require TLS/SSL, however the "
                     "ssl module in Python is not available."],
    "refused the packages": ["ERROR: 401 Client Error: Unauthorized for url: https://x/simple/uv/"],
    "too long for Windows": ["HINT: This error might have occurred since this system does not have "
                             "Windows Long Path support enabled."],
    "enough free memory": ["MemoryError", "OSError: [Errno 12] Cannot allocate memory"],
    "ready-made package of argon2": ["error: ...\n  ERROR: Failed building wheel for argon2"],
    "no fitting version of numpy==9": ["ERROR: Could not find a version that satisfies the "
                                       "requirement numpy==9 (from versions: 1.0)"],
    "could not be written or run: PermissionError": [
        "PermissionError: [Errno 13] Permission denied: '/x/bin/pip'"],
    "one more\nthing": ["it began\n\nwell\none more\nthing"],
}  # fmt: skip
CASES = [(words, said) for words, texts in SAID.items() for said in texts]


@pytest.mark.parametrize(("words", "said"), CASES, ids=[words for words, _ in CASES])
def test_each_cause_is_told_apart(tmp_path, words, said):
    why = causes.why(tmp_path / "setup.log", said, sys.executable)
    assert words in why and "did not finish" in why and str(tmp_path) in why
    assert ("online" in why) == (words == "online?")
    assert why.strip().count("\n") == (3 if "\n" in words else 0)


def test_a_full_disk_needs_no_words(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(9, 9, 0))
    assert "disk is full" in causes.why(tmp_path / "setup.log", "", sys.executable)


def test_a_full_disk_is_not_taken_for_a_folder_that_cannot_be_written(start, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device", "x")

    monkeypatch.setattr(start.environment, "install", full)
    with pytest.raises(SystemExit, match="The disk is full"):
        start.main([])


def test_a_setting_of_pips_that_sends_packages_elsewhere_is_named(tmp_path, monkeypatch):
    (tmp_path / "pip.conf").write_text("[global]\ntarget = /elsewhere\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    why = causes.why(
        tmp_path / "setup.log", "Cannot set --home and --prefix together", sys.executable
    )
    assert "global.target='/elsewhere'" in why and "pip config debug" in why


OPTIONS = "--cert", "--use-feature", "--no-cache"
GONE = "ERROR: No matching distribution found for numpy==2.4.6"
UNTRUSTED = "CERTIFICATE_VERIFY_FAILED"


@pytest.mark.parametrize(("answers", "ran", "done"), [
    ({}, ["pip -c uv", "uv -c"], True),
    ({"uv -c": "any"}, ["pip -c uv", "uv -c", "pip -c"], True),
    ({"uv -c": "any", "pip -c": "any"}, ["pip -c uv", "uv -c", "pip -c"], False),
    ({"uv -c": install.NO_CACHE}, ["pip -c uv", "uv -c", "uv --no-cache -c"], True),
    ({"pip -c uv": "Connection refused"}, ["pip -c uv"], False),
    ({"pip -c uv": GONE, "pip -c": GONE}, ["pip -c uv", "pip -c", "pip uv", "uv"], True),
    ({"uv -c": GONE, "pip -c": GONE, "uv": GONE, "pip": GONE},
     ["pip -c uv", "uv -c", "pip -c", "pip uv", "uv", "pip"], False),
    ({"pip -c uv": UNTRUSTED}, ["pip -c uv", "pip --cert -c uv", "uv -c"], True),
    ({"pip -c uv": UNTRUSTED, "pip --cert -c uv": "?"},
     ["pip -c uv", "pip --cert -c uv", "pip --use-feature -c uv", "uv -c"], True),
    ({"pip -c uv": UNTRUSTED, "pip --cert -c uv": "?", "pip --use-feature -c uv": "?"},
     ["pip -c uv", "pip --cert -c uv", "pip --use-feature -c uv"], False),
], ids=str)  # fmt: skip
def test_ways_to_install_are_tried_in_order(tmp_path, monkeypatch, answers, ran, done):
    """Of each command stand here the installer and the words that matter."""
    paths = type("Paths", (), {"cafile": "system.pem", "capath": None})
    monkeypatch.setattr(install.ssl, "get_default_verify_paths", lambda: paths)
    steps, commands = install.Steps("python", tmp_path / "log"), []

    def step(command):
        words = [command[2], *(word for word in OPTIONS if word in command)]
        words += ["-c"] * ("-c" in command) + ["uv"] * (command[-1] == "uv")
        commands.append(" ".join(words))
        if commands[-1] in answers:
            steps.said = answers[commands[-1]]
        return commands[-1] not in answers

    monkeypatch.setattr(steps, "step", step)
    assert steps.fill([]) == done
    assert commands == ran
    assert done or causes.known(steps.said) == causes.known([*answers.values()][0])


def test_a_step_reads_nothing_and_tells_its_own_words_alone(tmp_path, monkeypatch, capsys):
    log = tmp_path / "log"
    log.write_text("the last set-up")
    monkeypatch.delenv("UV_SYSTEM_CERTS", raising=False)
    monkeypatch.setenv("UV_NATIVE_TLS", "mine")
    steps, python = install.Steps("python", log), [sys.executable, "-c"]
    typed, (read, written) = os.dup(0), os.pipe()
    os.write(written, b"typed")
    os.close(written)
    os.dup2(read, 0)
    try:
        assert steps.step([*python, "import os, sys; print(sys.stdin.read(), 'was read')"])
    finally:
        os.dup2(typed, 0)
    assert steps.said == ""
    variables = "os.environ['UV_SYSTEM_CERTS'], os.environ['UV_NATIVE_TLS']"
    assert not steps.step([*python, f"import os, sys; sys.exit('{{}} {{}}'.format({variables}))"])
    assert steps.said.split() == ["true", "mine"]
    assert log.read_text().split() == ["was", "read", "true", "mine"]


def test_other_versions_than_the_exact_ones_are_said(tmp_path, monkeypatch, capsys):
    steps = install.Steps("python", tmp_path / "log")
    steps.said, answers = GONE, [False, True]
    monkeypatch.setattr(steps, "by_uv_or_pip", lambda exact, project: answers.pop(0))
    assert steps.fill(["test"])
    assert "exact versions of the lessons are not to be had here" in capsys.readouterr().out


def test_the_probe_finds_what_is_here(capsys):
    probe.main(["test"])
    said = capsys.readouterr().out
    assert "numpy 2" in said and "pytest" in said and "jupyterlab-manager" in said


def test_the_probe_misses_what_is_elsewhere(monkeypatch, tmp_path):
    with monkeypatch.context() as patch, pytest.raises(probe.metadata.PackageNotFoundError):
        patch.setattr(probe.metadata, "requires", lambda _: ["numpy>=2", "no-such-package"])
        probe.main([])
    with monkeypatch.context() as patch, pytest.raises(ModuleNotFoundError):
        patch.setattr(probe, "MODULES", ["no_such_module"])
        probe.main([])
    shutil.copytree(probe.SHARED / "labextensions", tmp_path / "lab" / "labextensions")
    with monkeypatch.context() as patch, pytest.raises(SystemExit, match="finds no kernel"):
        patch.setattr(probe, "SHARED", tmp_path / "lab")
        probe.main([])
    monkeypatch.setattr(probe, "SHARED", tmp_path)
    with pytest.raises(SystemExit, match="does not find .*manager and anywidget"):
        probe.main([])
