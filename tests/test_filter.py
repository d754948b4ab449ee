"""A student's process cannot reach others, tried from within by system calls."""

import platform
import struct

import pytest
import students

from classroom import _filter, _sandbox

CALL = """
import ctypes, errno, os
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *args):
    ctypes.set_errno(0)
    result = libc.syscall(ctypes.c_long(number), *map(ctypes.c_void_p, args))
    return "done" if result >= 0 else errno.errorcode[ctypes.get_errno()]
"""
EVERY = """
found = {name: call(number, 0, 0, 0, 0, 0) for name, number in NUMBERS.items()}
"""
FLAGS = {"user": 1 << 28, "pid": 1 << 29, "net": 1 << 30, "mount": 1 << 17, "ipc": 1 << 27}


@pytest.fixture(scope="module")
def process():
    process = _sandbox.Process(closed_in=True)
    assert process.run(CALL) is None
    yield process
    process.close()


def told(process, code, name="found"):
    assert process.run(code) is None
    return process.fetch([name])[0][name]


def column():
    return _filter.PROCESSORS[platform.machine().lower()]


pytestmark = students.NEEDS_SANDBOX


def test_forbidden_calls_fail_and_honest_ones_do_not(process):
    known = {name: both[column()] for name, both in _filter.FORBIDDEN.items()}
    numbers = {name: number for name, number in known.items() if number is not None}
    found = told(process, f"NUMBERS = {numbers}{EVERY}")
    assert found == dict.fromkeys(numbers, "EPERM")
    getpid = (39, 172)[column()]
    assert told(process, f"found = call({getpid})") == "done"
    honest = "import numpy as np\nnp.linalg.eig(np.eye(300))\nopen('/tmp/a', 'w').write('b')"
    assert told(process, f"{honest}\nfound = open('/tmp/a').read()") == "b"


@pytest.mark.parametrize("flag", FLAGS)
def test_no_namespace_of_its_own(process, flag):
    number = _filter.CLONE[column()]
    assert told(process, f"found = call({number}, {FLAGS[flag] | 17}, 0, 0, 0, 0)") == "EPERM"


def test_what_the_filter_cannot_look_into_is_not_there(process):
    assert told(process, f"found = call({_filter.CLONE3[column()]}, 0, 0)") == "ENOSYS"


@pytest.mark.parametrize("command", _filter.LOCKS)
def test_no_lock_and_no_notice_on_a_shared_file(process, command):
    number = _filter.FCNTL[column()]
    code = f"""
file = os.open(os.__file__, os.O_RDONLY)
lock = ctypes.create_string_buffer(64)
found = call({number}, file, {command}, ctypes.addressof(lock))"""
    assert told(process, code) == "EPERM"


def test_other_ways_of_counting_calls_are_refused(process):
    """x32's getpid is 39 too, with a bit of its own; the kernel may not have it at all."""
    if column() == 0:
        assert told(process, f"found = call({_filter.X32 | 39})") == "EPERM"


def simulated(program, number, arch, *args):
    """What the kernel does with a call: the same instructions, read here."""
    words = [number, arch, 0, 0] + [half for arg in args for half in (arg & 0xFFFFFFFF, arg >> 32)]
    data = struct.pack(f"={len(words)}I", *words).ljust(64, b"\0")
    place = accumulator = 0
    while True:
        code, yes, no, operand = struct.unpack_from("=HBBI", program, 8 * place)
        place += 1
        if code == _filter.RETURN:
            return operand
        if code == _filter.LOAD:
            (accumulator,) = struct.unpack_from("=I", data, operand)
            continue
        true = {
            _filter.EQUALS: accumulator == operand,
            _filter.AT_LEAST: accumulator >= operand,
            _filter.ANY_BIT: accumulator & operand,
        }[code]
        place += yes if true else no


@pytest.mark.parametrize("machine", ["x86_64", "AMD64", "aarch64"])
def test_the_program_of_each_processor(machine):
    program, at = _filter.seccomp_program(machine), _filter.PROCESSORS[machine.lower()]
    arch, refused = _filter.ARCHITECTURES[at], _filter.REFUSE | _filter.EPERM
    for both in _filter.FORBIDDEN.values():
        if both[at] is not None:
            assert simulated(program, both[at], arch) == refused
    clone, fcntl = _filter.CLONE[at], _filter.FCNTL[at]
    for flag in FLAGS.values():
        assert simulated(program, clone, arch, flag | 17) == refused
    assert simulated(program, clone, arch, 17) == _filter.ALLOW
    assert simulated(program, fcntl, arch, 3, 37) == refused
    assert simulated(program, fcntl, arch, 3, 1) == _filter.ALLOW
    openat = (257, 56)[at]
    assert simulated(program, openat, arch) == _filter.ALLOW
    i386, arm, riscv = 0x40000003, 0x40000028, 0xC00000F3
    for foreign in (i386, arm, riscv, _filter.ARCHITECTURES[1 - at]):
        assert simulated(program, openat, foreign) == refused
    assert simulated(program, _filter.X32 | openat, arch) == refused


def test_a_processor_without_a_filter_is_said(monkeypatch):
    assert _filter.seccomp_program("riscv64") is None
    assert _sandbox.unfiltered() == ""
    monkeypatch.setattr(_sandbox, "seccomp_program", lambda: None)
    assert "No filter of system calls" in _sandbox.unfiltered()


LOOK = """
def read(path):
    try: return open(path, 'rb').read().decode('latin-1')
    except OSError: return ''
found = [read(f'/proc/{what}') for what in ('1/cmdline', 'self/mountinfo', 'keys', 'locks')]
"""


def test_nothing_of_the_teachers_paths_is_told(process):
    assert told(process, LOOK) == [""] * 4


def test_it_has_a_session_keyring_of_its_own():
    """The filter hides that: so asked of a process that has none."""
    import subprocess
    import sys

    number = _filter.FORBIDDEN["keyctl"][column()]
    # KEYCTL_GET_KEYRING_ID of the session keyring, which is not to be made.
    ask = f"import ctypes; print(ctypes.CDLL(None).syscall({number}, 0, -3, 0))"
    own = [
        subprocess.run([sys.executable, "-c", ask], preexec_fn=before, capture_output=True).stdout
        for before in (None, _filter.leave_keyring, _filter.leave_keyring)
    ]
    assert len(set(own)) == 3
