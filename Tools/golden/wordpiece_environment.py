"""Finds the reference `tokenizers` library, or installs it once into the user's cache."""

import os
import subprocess
import sys


def reference():
    """The `tokenizers` module; may restart the script under the cached environment's Python."""
    try:
        import tokenizers

        return tokenizers
    except ImportError:
        pass
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    folder = os.path.join(cache, "answer", "python")
    python = os.path.join(folder, "bin", "python")
    if os.environ.get("ANSWER_PYTHON") == python:
        sys.exit(f"{python} cannot import tokenizers; remove {folder} and run this again")
    if not os.path.exists(python):
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    if subprocess.run([python, "-c", "import tokenizers"], stderr=subprocess.DEVNULL).returncode:
        subprocess.run([python, "-m", "pip", "install", "-q", "tokenizers"], check=True, stdout=sys.stderr)
    os.execve(python, [python] + sys.argv, os.environ | {"ANSWER_PYTHON": python})
