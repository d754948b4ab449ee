"""Why a set-up failed, in one line: the first known cause in what the installers said."""

import re
import shutil
import subprocess

FULL = "The disk is full. Make room, about 1 GB, and start again."
NOT_RUN = "From the disk with this folder nothing may be run. Copy it to another and start there."
ONLINE = "Is this computer online? The packages could not be reached."
VERSIONS = re.compile(
    r"No matching distribution found for (\S+)|there is no version of (\S+)|ResolutionImpossible"
    r"|Could not find a version that satisfies the requirement (\S+)"
)
CERTIFICATES = re.compile("CERTIFICATE_VERIFY_FAILED|invalid peer certificate|UnknownIssuer")

#: [(words of an installer, what a person can do)], the surest first.
CAUSES = [
    (
        "No space left on device|os error 28|not enough space on the disk|os error 112"
        "|[Qq]uota exceeded|os error 122",
        FULL,
    ),
    ("failed to map segment from shared object|Operation not permitted.*[.]so", NOT_RUN),
    (
        "Configuration file (?:.|\n)*file: '([^']+)'|Configuration file could not|parsing errors"
        "|Could not find a suitable TLS CA certificate bundle|Failed to parse: .*uv[.]toml"
        "|invalid value for .* in configuration|Invalid (?:URL|value).*index",
        "A setting of pip's or uv's is broken: %s. Mend it (`pip config debug` shows the files).",
    ),
    (
        CERTIFICATES.pattern,
        "The package index shows a certificate that is not known here, perhaps your school's or "
        "company's. Ask for its file, set PIP_CERT and SSL_CERT_FILE to it, and start again.",
    ),
    (
        "Long Path support|os error 206|WinError 206",
        "The path of this folder is too long for Windows. Move it up, to C:/lessons say.",
    ),
    (
        "407 Proxy Authentication|Tunnel connection failed|ProxyError|proxy.*(?:refused|407)",
        "The proxy did not let the packages through. Are HTTPS_PROXY and its password right?",
    ),
    (
        "getaddrinfo failed|[Nn]ame resolution|[Nn]ame or service not known|nodename nor servname"
        "|NameResolutionError|dns error|[Nn]etwork is unreachable|[Nn]o route to host"
        "|[Cc]onnection (?:refused|reset|timed out|aborted)|actively refused|timed out"
        "|ConnectTimeout|NewConnectionError|tcp connect error|RemoteDisconnected|ProtocolError",
        ONLINE,
    ),
    (
        "ssl module (?:in Python )?is not available|No module named '?_(?:ssl|ctypes|sqlite3)",
        "This Python lacks a part of its standard library. Install Python anew and start with it.",
    ),
    (
        "(?:401|403) Client Error|HTTP status client error .40[13]|Unauthorized|40[13] Forbidden",
        "The package index refused the packages. Are its name and password right?",
    ),
    (
        "MemoryError|Cannot allocate memory|os error 12\\b|paging file is too small",
        "This computer has not enough free memory. Close other programs and start again.",
    ),
    (
        "Failed building wheel for ([^\\s,]+)|Failed to build `?([^\\s`]+)",
        "There is no ready-made package of %s for this computer and this Python. "
        "Start with another Python, 64-bit, from 3.11 to 3.14.",
    ),
    (
        VERSIONS.pattern,
        "The package index has no fitting version of %s. Is it the right index, and Python 64-bit?",
    ),
    (
        "Permission denied|Access is denied|os error 13\\b|os error 5\\b|WinError 5",
        "A file could not be written or run: %s. Close what uses this folder, and start again.",
    ),
]
ELSEWHERE = re.compile(r"^(?:global|install)\.(?:target|prefix|root|dry-run|python)=.+", re.M)
SENT_ELSEWHERE = """pip's configuration sends packages elsewhere (%s). \
Take that out (`pip config debug` shows the file) and start again."""
NOT_FINISHED = "The set-up did not finish. %s (All that was said is in %s.)"
UNKNOWN = "\nThe set-up did not finish. Start again to repair it. The end of %s:\n%s"


def why(log, said, python):
    """Why a step that said this has failed, as one line; the last lines where no cause is known."""
    if shutil.disk_usage(log.parent).free < 1e6:  # Then the log may lack the words.
        return "\n" + NOT_FINISHED % (FULL, log)
    if cause := known(said) or elsewhere(python):
        return "\n" + NOT_FINISHED % (cause, log)
    lines = [line for line in said.splitlines() if line.strip()]
    return UNKNOWN % (log, "\n".join(lines[-3:]))


def known(said):
    """What a person can do about it, or "" where none of the words is known."""
    for words, advice in CAUSES:
        if found := re.search(words, said):
            line = said[said.rfind("\n", 0, found.start()) + 1 :].partition("\n")[0]
            named = next(filter(None, found.groups()), line.strip(" .\r")[:200])
            return advice % named if "%s" in advice else advice
    return ""


def is_known(said):
    """Whether it would only fail again."""
    return bool(known(said)) and not is_about_versions(said)


def is_about_versions(said):
    """Whether the index has packages, but not these versions of them."""
    return bool(VERSIONS.search(said)) and known(said).startswith("The package index has no")


def is_about_certificates(said):
    return bool(CERTIFICATES.search(said))


def elsewhere(python):
    """A setting of pip's that puts packages where nobody looks for them, or ""."""
    command = [python, "-m", "pip", "config", "list"]
    settings = subprocess.run(command, capture_output=True, text=True, errors="replace").stdout
    found = ELSEWHERE.search(settings)
    return SENT_ELSEWHERE % found[0] if found else ""
