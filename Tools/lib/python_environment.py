"""Python packages for the tools that need more than the standard library, installed once into the user's cache."""

import importlib
import os
import subprocess
import sys


def require(*packages):
    """The imported packages; where one is missing, installs it and restarts the script under that Python.

    `module=package` names a package that is not called as its module.
    """
    names = [name.partition("=")[2] or name for name in packages]
    packages = [name.partition("=")[0] for name in packages]
    try:
        return [importlib.import_module(package) for package in packages]
    except ImportError:
        pass
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    folder = os.path.join(cache, "answer", "python")
    python = os.path.join(folder, "bin", "python")
    if os.environ.get("ANSWER_PYTHON") == python:
        sys.exit(f"{python} cannot import {', '.join(packages)}; remove {folder} and run this again")
    if not os.path.exists(python):
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    probe = subprocess.run([python, "-c", f"import {', '.join(packages)}"], stderr=subprocess.DEVNULL)
    if probe.returncode:
        print(f"Installing {', '.join(packages)} into {folder} (once) …", file=sys.stderr)
        subprocess.run([python, "-m", "pip", "install", "-q", *names], check=True, stdout=sys.stderr)
    os.execve(python, [python] + sys.argv, os.environ | {"ANSWER_PYTHON": python})
