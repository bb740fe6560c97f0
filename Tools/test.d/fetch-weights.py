#!/usr/bin/env python3
"""Tests Tools/fetch-weights against a local server that breaks connections, lies and serves wrong files."""

import hashlib
import http.server
import json
import os
import random
import shutil
import subprocess
import tempfile
import threading
import unittest

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../fetch-weights")
COMMIT = "0123456789abcdef0123456789abcdef01234567"
REPOSITORY = "some/bert-tiny"


def blob_digest(data):
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


class Hub(http.server.ThreadingHTTPServer):
    """One repository; `faults` maps a file to a list of what goes wrong, one for each request, then nothing."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        weights = random.Random(1).randbytes(300_000)
        self.files = {
            "config.json": b'{"model_type": "bert"}\n', "vocab.txt": b"[UNK]\n[CLS]\n[SEP]\n",
            "tokenizer_config.json": b'{"do_lower_case": true}\n', "model.safetensors": weights, "README.md": b"# x\n"}
        self.faults = {}
        self.requests = []
        self.listing = None

    def api(self):
        if self.listing is not None:
            return self.listing
        siblings = []
        for name, data in self.files.items():
            entry = {"rfilename": name, "blobId": blob_digest(data), "size": len(data)}
            if name.endswith((".safetensors", ".bin")):
                digest = hashlib.sha256(data).hexdigest()
                entry |= {"blobId": "f" * 40, "lfs": {"sha256": digest, "size": len(data), "pointerSize": 134}}
            siblings.append(entry)
        return json.dumps({"id": 'a "quoted" {id}', "sha": COMMIT, "tags": [], "siblings": siblings, "x": {}}).encode()


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def reply(self, data, status=200, length=None, headers=()):
        self.send_response(status)
        for key, value in headers:
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(data) if length is None else length))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        path = self.path.split("?")[0]
        if path == f"/api/models/{REPOSITORY}/revision/main":
            return self.reply(self.server.api())
        prefix = f"/{REPOSITORY}/resolve/{COMMIT}/"
        name = path.removeprefix(prefix).removeprefix("/storage/")
        if name not in self.server.files or name == path:
            return self.reply(b"not here", 404)
        if path.startswith(prefix) and name == "model.safetensors":  # as the hub sends large files elsewhere
            return self.reply(b"", 302, headers=[("Location", f"/storage/{name}")])
        data = self.server.files[name]
        offset = 0
        if asked := self.headers.get("Range"):
            offset = int(asked.removeprefix("bytes=").removesuffix("-"))
        self.server.requests.append((name, offset))
        faults = self.server.faults.get(name, [])
        fault = faults.pop(0) if faults else None
        status, headers = 200, []
        if offset and fault != "no-range":
            headers = [("Content-Range", f"bytes {offset}-{len(data) - 1}/{len(data)}")]
            status, data = 206, data[offset:]
        if fault == "break":
            self.reply(data[: len(data) // 3], status, len(data), headers)
            self.close_connection = True
        elif fault == "nothing":
            self.close_connection = True
        elif fault == "error":
            self.reply(b"busy", 503)
        elif fault == "short-length":
            self.reply(data[:-100], status, len(data) - 100, headers)
        elif fault == "long-length":
            self.reply(data + b"more", status, len(data) + 4, headers)
        elif fault == "too-much":
            self.send_response(status)
            self.end_headers()
            self.wfile.write(data + b"x" * 5_000)
        elif fault == "wrong":
            self.reply(data[::-1], status, headers=headers)
        elif fault == "hang":
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data[:100_000])
            self.wfile.flush()
            self.server.hanging.set()
            self.server.released.wait(20)
        else:
            self.reply(data, status, headers=headers)


class FetchWeightsTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)
        self.hub = Hub()
        self.hub.hanging, self.hub.released = threading.Event(), threading.Event()
        threading.Thread(target=self.hub.serve_forever, args=(0.02,), daemon=True).start()
        self.addCleanup(self.hub.server_close)
        self.addCleanup(self.hub.shutdown)
        self.model = os.path.join(self.folder, "models/bert-tiny")

    def environment(self):
        endpoint = f"http://127.0.0.1:{self.hub.server_port}"
        # Any proxy would see the local address and fail.
        settings = {"HF_ENDPOINT": endpoint, "ANSWER_DATA_DIR": self.folder, "ANSWER_FETCH_DELAY": "0", "NO_PROXY": "*"}
        return os.environ | settings

    def run_script(self, *arguments):
        command = [SCRIPT, *(arguments or [REPOSITORY])]
        return subprocess.run(command, env=self.environment(), capture_output=True, text=True, timeout=60)

    def assert_installed(self, names=("config.json", "vocab.txt", "tokenizer_config.json", "model.safetensors")):
        self.assertEqual(sorted(os.listdir(self.model)), sorted([".source", *names]))
        for name in names:
            with open(os.path.join(self.model, name), "rb") as file:
                self.assertEqual(file.read(), self.hub.files[name], name)
        with open(os.path.join(self.model, ".source")) as file:
            self.assertEqual(file.read(), f"{REPOSITORY} {COMMIT}\n")
        self.assertEqual(os.listdir(os.path.join(self.folder, "models")), ["bert-tiny"])

    def assert_succeeds(self):
        result = self.run_script()
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assert_installed()
        return result

    def assert_fails(self, text, *arguments):
        result = self.run_script(*arguments)
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertIn(text, result.stderr.splitlines()[-1])
        self.assertFalse(os.path.exists(self.model))

    def test_installs_and_then_finds_everything_there(self):
        self.assert_succeeds()
        self.assertEqual(len(self.hub.requests), 4)
        self.assert_succeeds()
        self.assertEqual(len(self.hub.requests), 4)

    def test_does_without_the_optional_file(self):
        del self.hub.files["tokenizer_config.json"]
        self.assertEqual(self.run_script().returncode, 0)
        self.assert_installed(("config.json", "vocab.txt", "model.safetensors"))

    def test_resumes_a_connection_that_breaks_again_and_again(self):
        self.hub.faults = {"model.safetensors": ["break"] * 8 + ["nothing", "error", "break"], "vocab.txt": ["break"]}
        self.assert_succeeds()
        offsets = [offset for name, offset in self.hub.requests if name == "model.safetensors"]
        self.assertEqual(offsets, sorted(offsets))
        self.assertGreater(offsets[-1], 250_000)

    def test_starts_over_where_the_server_cannot_resume(self):
        self.hub.faults = {"model.safetensors": ["break", "no-range"]}
        self.assert_succeeds()

    def test_sees_through_lengths_that_lie(self):
        for fault in ("short-length", "break"):
            self.hub.faults = {"model.safetensors": [fault], "config.json": [fault]}
            self.assert_succeeds()
            shutil.rmtree(self.model)
        self.hub.faults = {"model.safetensors": ["long-length"]}
        self.assert_fails("more than the 300000 bytes")
        self.hub.faults = {"model.safetensors": ["too-much", "too-much"]}
        self.assert_fails("more than the 300000 bytes")

    def test_never_installs_a_wrong_file(self):
        for name in ("vocab.txt", "model.safetensors"):
            self.hub.faults = {name: ["wrong", "wrong"]}
            self.assert_fails("digest differs")
        self.hub.faults = {"model.safetensors": ["wrong"]}
        self.assert_succeeds()

    def test_a_resumed_file_is_checked_as_a_whole(self):
        self.hub.faults = {"model.safetensors": ["break", "wrong"]}
        self.assert_succeeds()

    def test_gives_up_in_the_end_and_goes_on_the_next_time(self):
        self.hub.faults = {"model.safetensors": ["break"] + ["nothing"] * 6}
        self.assert_fails("run this again to go on at byte 100000")
        self.assert_succeeds()
        self.assertEqual(self.hub.requests[-1], ("model.safetensors", 100_000))

    def test_goes_on_after_it_was_killed(self):
        self.hub.faults = {"model.safetensors": ["hang"]}
        process = subprocess.Popen(
            [SCRIPT, REPOSITORY], env=self.environment(), stderr=subprocess.DEVNULL, start_new_session=True)
        self.assertTrue(self.hub.hanging.wait(30))
        part = os.path.join(self.folder, "models/.bert-tiny.part")
        while not any(os.path.getsize(os.path.join(part, name)) >= 50_000 for name in os.listdir(part)):
            pass
        os.killpg(process.pid, 9)
        process.wait()
        self.hub.released.set()
        self.assertFalse(os.path.exists(self.model))
        self.assert_succeeds()
        self.assertGreater(self.hub.requests[-1][1], 0)

    def test_repairs_an_installed_model(self):
        self.assert_succeeds()
        with open(os.path.join(self.model, "model.safetensors"), "r+b") as file:
            file.write(b"damage")
        self.assert_succeeds()
        self.assertEqual(len(self.hub.requests), 5)

    def test_does_not_overwrite_another_model_of_the_same_name(self):
        self.assert_succeeds()
        with open(os.path.join(self.model, ".source"), "w") as file:
            file.write(f"other/bert-tiny {COMMIT}\n")
        result = self.run_script()
        self.assertEqual(result.returncode, 2)
        self.assertIn("holds other/bert-tiny", result.stderr)

    def test_says_what_the_repository_lacks(self):
        weights = self.hub.files.pop("model.safetensors")
        self.assert_fails("has no model.safetensors")
        self.hub.files["pytorch_model.bin"] = weights
        self.assert_fails("Tools/convert-checkpoint")
        self.hub.files.pop("vocab.txt")
        self.assert_fails("has no vocab.txt")
        self.assert_fails("cannot list", "some/other")

    def test_refuses_listings_it_cannot_trust(self):
        for listing, text in (
            (b"<html>", "is not JSON"), (b"{}", "names no commit"), (b'{"sha": "main; rm -rf"}', "names no commit"),
            (json.dumps({"sha": COMMIT, "siblings": [{"rfilename": "config.json"}]}).encode(), "publishes no digest"),
        ):
            self.hub.listing = listing
            self.assert_fails(text)

    def test_refuses_names_that_are_none(self):
        for arguments in (["../../etc/passwd"], ["a/b/c"], ["-x"], ["a", "b"], [REPOSITORY, "--revision", "a/../b"], [""]):
            result = self.run_script(*arguments)
            self.assertEqual(result.returncode, 2, arguments)
        self.assertEqual(self.hub.requests, [])


if __name__ == "__main__":
    unittest.main()
