"""The stub server itself: what it says in its answers is what it says at `/truth`."""

from __future__ import annotations

import json
import subprocess
import sys
import unittest
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

SERVER = Path(__file__).resolve().parent / "stub_server.py"
CHAT = {"model": "gpt-5.1", "messages": [{"role": "system", "content": "be short"}, {"role": "user", "content": "hi"}]}
CLAUDE = {
    "model": "deep-think",
    "system": [{"type": "text", "text": "be very short"}],
    "messages": [
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "a b c", "cache_control": {"type": "ephemeral"}},
                {"type": "text", "text": "d e", "cache_control": {"type": "ephemeral", "ttl": "1h"}},
                {"type": "text", "text": "f"},
            ],
        }
    ],
}


class StubTest(unittest.TestCase):
    server: subprocess.Popen[str]
    url: str

    @classmethod
    def setUpClass(cls) -> None:
        pipe = subprocess.PIPE
        cls.server = subprocess.Popen([sys.executable, str(SERVER)], stdin=pipe, stdout=pipe, text=True)
        assert cls.server.stdout
        cls.url = json.loads(cls.server.stdout.readline())["url"]

    @classmethod
    def tearDownClass(cls) -> None:
        assert cls.server.stdin and cls.server.stdout
        cls.server.stdin.close()
        status = cls.server.wait(timeout=10)
        cls.server.stdout.close()
        assert status == 0, "it ends by itself when stdin closes"

    def post(self, path: str, body: Any) -> str:
        request = urllib.request.Request(self.url + path, json.dumps(body).encode(), method="POST")
        with urllib.request.urlopen(request, timeout=10) as response:
            return str(response.read().decode())

    def last_truth(self) -> dict[str, Any]:
        with urllib.request.urlopen(self.url + "/truth", timeout=10) as response:
            entry: dict[str, Any] = json.load(response)[-1]
            return entry

    def events(self, text: str) -> list[Any]:
        lines = [line[6:] for line in text.splitlines() if line.startswith("data: {")]
        return [json.loads(line) for line in lines]

    def test_openai_whole(self) -> None:
        answer = json.loads(self.post("/v1/chat/completions", CHAT))
        self.assertEqual(answer["choices"][0]["message"]["content"], "gpt-5.1 heard: hi")
        self.assertEqual(answer["usage"]["prompt_tokens"], 9)
        self.assertEqual(answer["usage"]["prompt_tokens_details"]["cached_tokens"], 2)
        self.assertEqual(answer["usage"]["completion_tokens"], 3)
        truth = self.last_truth()
        self.assertEqual((truth["format"], truth["status"], truth["system"]), ("openai_chat", 200, ["be short"]))
        self.assertEqual((truth["usage"]["input_uncached"], truth["usage"]["cache_read"]), (7, 2))

    def test_openai_stream_tells_usage_only_if_asked(self) -> None:
        silent = self.post("/v1/chat/completions", {**CHAT, "stream": True})
        self.assertNotIn("usage", silent)
        self.assertTrue(silent.endswith("data: [DONE]\n\n"))
        self.assertIsNone(self.last_truth()["usage"])
        asked = {**CHAT, "stream": True, "stream_options": {"include_usage": True}}
        events = self.events(self.post("/v1/chat/completions", asked))
        self.assertEqual((events[-1]["choices"], events[-1]["usage"]["prompt_tokens"]), ([], 9))
        text = "".join(c["delta"].get("content", "") for event in events for c in event["choices"])
        self.assertEqual(text, "gpt-5.1 heard: hi")

    def test_anthropic_whole(self) -> None:
        usage = json.loads(self.post("/v1/messages", CLAUDE))["usage"]
        self.assertEqual((usage["input_tokens"], usage["cache_read_input_tokens"]), (4, 3))
        self.assertEqual(usage["cache_creation"], {"ephemeral_5m_input_tokens": 3, "ephemeral_1h_input_tokens": 2})
        self.assertEqual(usage["output_tokens"], self.last_truth()["usage"]["output"])
        self.assertEqual(self.last_truth()["usage"]["reasoning"], 7)

    def test_anthropic_stream(self) -> None:
        events = self.events(self.post("/v1/messages", {**CLAUDE, "stream": True}))
        self.assertEqual(events[0]["message"]["usage"]["output_tokens"], 1, "a placeholder, as with the real API")
        self.assertEqual(events[-2]["usage"]["output_tokens"], self.last_truth()["usage"]["output"])
        self.assertEqual(events[-1]["type"], "message_stop")

    def test_fails_when_told_to(self) -> None:
        for path in ("/v1/chat/completions", "/v1/messages"):
            with self.assertRaises(urllib.error.HTTPError) as raised:
                self.post(path, {**CHAT, "model": "fail-503"})
            self.assertEqual((raised.exception.code, raised.exception.headers["retry-after"]), (503, "1"))
            self.assertEqual((self.last_truth()["status"], self.last_truth()["usage"]), (503, None))
            raised.exception.close()

    def test_bad_requests_are_refused(self) -> None:
        bodies: list[Any] = [[], {}, {"model": 1, "messages": []}, {"model": "x", "messages": ["hi"]}, {"model": "x", "messages": 1}]
        for body in bodies:
            with self.assertRaises(urllib.error.HTTPError) as raised:
                self.post("/v1/messages", body)
            self.assertEqual(raised.exception.code, 400)
            raised.exception.close()

    def test_lists_models(self) -> None:
        with urllib.request.urlopen(self.url + "/v1/models", timeout=10) as response:
            self.assertIn("gpt-5.1", [model["id"] for model in json.load(response)["data"]])


if __name__ == "__main__":
    unittest.main()
