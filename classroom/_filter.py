"""Which system calls a student's process may not make: those by which it could reach others.

The kernel checks them by a small program, for bubblewrap's --seccomp. It is written here, for it
needs five kinds of instructions, and each library that writes one brings a C library along.
"""

import ctypes
import platform
import struct
import sys

# Instructions of classic BPF, linux/bpf_common.h, and what seccomp does, linux/seccomp.h.
LOAD, EQUALS, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, REFUSE = 0x7FFF0000, 0x00050000
EPERM, ENOSYS = 1, 38
NUMBER, ARCHITECTURE, FIRST, SECOND = 0, 4, 16, 24  # offsets in struct seccomp_data
X32 = 0x40000000  # the bit of calls in x86-64's other way of counting
NEW_NAMESPACES = 0x7E020000  # CLONE_NEW flags: mount, cgroup, uts, ipc, user, pid, net
# fcntl's: locks of files, leases and notices of changes. Any reader of a shared file sees them.
LOCKS = 5, 6, 7, 36, 37, 38, 1024, 1026

# name: its number on x86-64 and on arm64, None where there is none
FORBIDDEN = {
    # Keyrings are a user's and not a process's: what one submission leaves there, another reads.
    **{"add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219)},
    # System V's memory, semaphores and queues, and POSIX's queues: memory that no limit counts.
    **{"shmget": (29, 194), "shmat": (30, 196), "shmctl": (31, 195), "shmdt": (67, 197)},
    **{"semget": (64, 190), "semop": (65, 193), "semctl": (66, 191), "semtimedop": (220, 192)},
    **{"msgget": (68, 186), "msgsnd": (69, 189), "msgrcv": (70, 188), "msgctl": (71, 187)},
    **{"mq_open": (240, 180), "mq_unlink": (241, 181), "memfd_secret": (447, 447)},
    # Other processes
    **{"ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271)},
    **{"kcmp": (312, 272), "pidfd_getfd": (438, 438), "process_madvise": (440, 440)},
    # File systems and namespaces of its own: memory and rights that no limit counts.
    **{"mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51)},
    **{"unshare": (272, 97), "setns": (308, 268), "open_tree": (428, 428)},
    **{"move_mount": (429, 429), "fsopen": (430, 430), "fsconfig": (431, 431)},
    **{"fsmount": (432, 432), "fspick": (433, 433), "mount_setattr": (442, 442)},
    # Signs on a shared file that the submission beside it sees.
    **{"flock": (73, 32), "inotify_init": (253, None), "inotify_init1": (294, 26)},
    **{"inotify_add_watch": (254, 27), "fanotify_init": (300, 262), "fanotify_mark": (301, 263)},
    # What answers never need, and what holes in kernels were found in.
    **{"bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282)},
    **{"io_uring_setup": (425, 425), "io_uring_enter": (426, 426)},
    **{"io_uring_register": (427, 427), "quotactl": (179, 60), "syslog": (103, 116)},
    **{"init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106)},
    **{"kexec_load": (246, 104), "kexec_file_load": (320, 294), "reboot": (169, 142)},
    **{"swapon": (167, 224), "swapoff": (168, 225), "acct": (163, 89)},
    **{"open_by_handle_at": (304, 265), "name_to_handle_at": (303, 264)},
}
CLONE, CLONE3, FCNTL = (56, 220), (435, 435), (72, 25)
PROCESSORS = {"x86_64": 0, "amd64": 0, "aarch64": 1, "arm64": 1}
ARCHITECTURES = 0xC000003E, 0xC00000B7  # AUDIT_ARCH_X86_64 and _AARCH64


def seccomp_program(machine=None):
    """The filter for this processor as bytes, or None for a processor whose numbers are not known.

    A refused call fails with EPERM, so that honest code that only tries goes on.
    """
    machine = (machine or platform.machine()).lower()
    if machine not in PROCESSORS or sys.maxsize < 2**32:
        return None
    column = PROCESSORS[machine]
    numbers = [both[column] for both in FORBIDDEN.values() if both[column] is not None]
    refuse, refuse_as_unknown = (RETURN, 0, 0, REFUSE | EPERM), (RETURN, 0, 0, REFUSE | ENOSYS)
    # An instruction is (code, steps ahead if true, steps ahead if not, operand). Each check below
    # is whole in itself, so that no jump is far.
    program = [(LOAD, 0, 0, ARCHITECTURE), (EQUALS, 1, 0, ARCHITECTURES[column]), refuse]
    # First: 32-bit programs and x32 have other numbers for the same calls.
    program += [(LOAD, 0, 0, NUMBER), (AT_LEAST, 0, 1, X32), refuse]
    for number in numbers:
        program += [(EQUALS, 0, 1, number), refuse]
    # What it asks for stands in memory, where no filter can look. C libraries then use clone.
    program += [(EQUALS, 0, 1, CLONE3[column]), refuse_as_unknown]
    program += [(EQUALS, 0, 3, CLONE[column]), (LOAD, 0, 0, FIRST)]
    program += [(ANY_BIT, 0, 1, NEW_NAMESPACES), refuse, (LOAD, 0, 0, NUMBER)]
    program += [(EQUALS, 0, 2 + 2 * len(LOCKS), FCNTL[column]), (LOAD, 0, 0, SECOND)]
    for command in LOCKS:
        program += [(EQUALS, 0, 1, command), refuse]
    program += [(RETURN, 0, 0, ALLOW), (RETURN, 0, 0, ALLOW)]
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in program)


def leave_keyring():
    """Give this process a session keyring of its own, in place of the teacher's."""
    machine = platform.machine().lower()
    if sys.platform.startswith("linux") and machine in PROCESSORS:
        join = 1  # KEYCTL_JOIN_SESSION_KEYRING, linux/keyctl.h
        ctypes.CDLL(None).syscall(FORBIDDEN["keyctl"][PROCESSORS[machine]], join, None)
