#!/usr/bin/env python3
"""Set up this project on a fresh machine and do one of its two main jobs; needs Python 3.11 or newer, no more.

python run.py site [--serve]    build the example site (this is the documentation too) and say where it is
python run.py test [ARGS...]    run all tests; ARGS go to pytest
"""

from __future__ import annotations

import functools
import hashlib
import http.server
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
HOME = ROOT / ".venv"
PYTHON = HOME / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
NO_TESTS = 5  # what pytest returns if none was selected
SITE = ROOT / "example_site" / "_build" / "html"


def main(arguments: list[str]) -> int:
    """Do what the first argument says."""
    if sys.version_info < (3, 11):
        print(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.", file=sys.stderr)
        return 2
    if not arguments or arguments[0] not in ("site", "test"):
        print((__doc__ or "").strip(), file=sys.stderr)
        return 2
    job, rest = arguments[0], arguments[1:]
    install("site" if job == "site" else "test,browser,companions")
    return build_site(rest) if job == "site" else run_tests(rest)


def install(extras: str) -> None:
    """Make the virtual environment and put the project into it, unless that was done for this pyproject.toml."""
    stamp = HOME / f"installed-{extras.replace(',', '-')}"
    wanted = hashlib.sha256((ROOT / "pyproject.toml").read_bytes() + sys.version.encode()).hexdigest()
    if stamp.exists() and stamp.read_text("utf-8") == wanted:
        return
    if not PYTHON.exists():
        print(f"Making a virtual environment in {HOME} ...", flush=True)
        venv.create(HOME, with_pip=True)
    print(f"Installing the project with [{extras}] ...", flush=True)
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    subprocess.run([*pip, "--editable", f"{ROOT}[{extras}]"], check=True)
    stamp.write_text(wanted, "utf-8")


def build_site(arguments: list[str]) -> int:
    """Build the example site with every warning an error; with --serve, show it on this machine."""
    source = ROOT / "example_site"
    command = [PYTHON, "-m", "sphinx", "-W", "--keep-going", "-j", "auto", "-b", "html", source, SITE]
    if status := subprocess.run(command, check=False).returncode:
        return status
    print(f"\nOpen {(SITE / 'index.html').as_uri()}")
    if "--serve" in arguments:
        handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(SITE))
        with http.server.ThreadingHTTPServer(("127.0.0.1", 8000), handler) as server:
            print("or http://127.0.0.1:8000/ until you press Ctrl-C", flush=True)
            server.serve_forever()
    return 0


def run_tests(arguments: list[str]) -> int:
    """Run the tests: those without a browser on all cores, then those with one; some may be of one kind only."""
    pytest = [PYTHON, "-m", "pytest", "-q", *arguments]
    statuses = []
    for selection in (["-n", "auto", "-m", "not browser"], ["-m", "browser"]):
        status = subprocess.run([*pytest, *selection], cwd=ROOT, check=False).returncode
        if status and not (arguments and status == NO_TESTS):
            return status
        statuses.append(status)
    return min(statuses)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
