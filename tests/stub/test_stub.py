"""The stub server itself: what it says in its answers is what it says at `/truth`."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import unittest
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

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

    def counted(self) -> tuple[int, int, int | None]:
        """Of the last request: the whole input, the output, and the reasoning in it."""
        usage = self.last_truth()["usage"]
        read = sum(usage[name] for name in ("input_uncached", "cache_read", "cache_write_5m", "cache_write_long"))
        return read, usage["output"], usage["reasoning"]

    def test_a_crowd_is_let_in_at_once(self) -> None:
        address = ("127.0.0.1", urlsplit(self.url).port)
        # While it stands still, those who come wait in its queue.
        self.server.send_signal(signal.SIGSTOP)
        try:
            crowd = [socket.create_connection(address, timeout=5) for _ in range(200)]
        finally:
            self.server.send_signal(signal.SIGCONT)
        for one in crowd:
            one.sendall(b"GET /v1/models HTTP/1.0\r\n\r\n")
        answers = [one.recv(64) for one in crowd]
        self.assertEqual([answer[:12] for answer in answers if b" 200 " not in answer], [])
        for one in crowd:
            one.close()

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

    def test_responses(self) -> None:
        items = [{"type": "message", "role": "user", "content": [{"type": "input_text", "text": "one two"}]}]
        body = {"model": "deep-think", "instructions": "be short", "input": items}
        whole = json.loads(self.post("/v1/responses", body))
        # 2 words of instructions, 2 of the message and 3 for it; "deep-think heard: one two" and 7 of reasoning.
        self.assertEqual((whole["usage"]["input_tokens"], whole["usage"]["output_tokens"]), (7, 11))
        self.assertEqual(self.counted(), (7, 11, 7))
        events = self.events(self.post("/v1/responses", {**body, "stream": True}))
        text = "".join(event["delta"] for event in events if event["type"] == "response.output_text.delta")
        self.assertEqual(text, "deep-think heard: one two")
        self.assertEqual((events[-1]["type"], events[-1]["response"]["usage"]), ("response.completed", whole["usage"]))
        self.assertEqual([event["sequence_number"] for event in events], list(range(len(events))))

    def test_completions(self) -> None:
        body = {"model": "qwen3-coder", "prompt": "def f(): return", "suffix": "\n"}
        whole = json.loads(self.post("/v1/completions", body))
        self.assertEqual(whole["choices"][0]["text"], "qwen3-coder heard: def f(): return")
        self.assertEqual((whole["usage"]["prompt_tokens"], whole["usage"]["completion_tokens"]), (6, 5))
        self.assertEqual(self.counted(), (6, 5, None))
        self.assertNotIn("usage", self.post("/v1/completions", {**body, "stream": True}))
        asked = {**body, "stream": True, "stream_options": {"include_usage": True}}
        self.assertEqual(self.events(self.post("/v1/completions", asked))[-1]["usage"], whole["usage"])

    def test_ollama(self) -> None:
        chat = {
            "model": "qwen3",
            "messages": [{"role": "system", "content": "be short"}, {"role": "user", "content": "hi"}],
        }
        generate = {"model": "qwen3", "system": "be short", "prompt": "hi"}
        for path, body, prompt in (("/api/chat", chat, 9), ("/api/generate", generate, 6)):
            whole = json.loads(self.post(path, {**body, "stream": False}))
            self.assertTrue(whole["done"])
            lines = [json.loads(line) for line in self.post(path, body).splitlines()]
            self.assertEqual([line["done"] for line in lines], [False] * (len(lines) - 1) + [True])
            for last in (whole, lines[-1]):
                told = (last["prompt_eval_count"], last["prompt_eval_cached_count"], last["eval_count"])
                self.assertEqual(told, (prompt, 2, 3))
            self.assertEqual(self.counted(), (prompt, 3, None))

    def test_gemini(self) -> None:
        body = {
            "systemInstruction": {"parts": [{"text": "be short"}]},
            "contents": [{"role": "user", "parts": [{"text": "hi"}]}],
        }
        path = "/v1beta/models/deep-think"
        whole = json.loads(self.post(f"{path}:generateContent", body))
        usage = whole["usageMetadata"]
        self.assertEqual((usage["promptTokenCount"], usage["cachedContentTokenCount"]), (6, 2))
        self.assertEqual((usage["candidatesTokenCount"], usage["thoughtsTokenCount"]), (3, 7), "thoughts stand apart")
        self.assertEqual(self.counted(), (6, 10, 7))
        events = self.events(self.post(f"{path}:streamGenerateContent?alt=sse", body))
        array = json.loads(self.post(f"{path}:streamGenerateContent", body))
        self.assertEqual(events, [{**one, "responseId": events[0]["responseId"]} for one in array])
        text = "".join(one["candidates"][0]["content"]["parts"][0]["text"] for one in array)
        self.assertEqual((text, array[-1]["candidates"][0]["finishReason"]), ("deep-think heard: hi", "STOP"))
        self.assertEqual(json.loads(self.post(f"{path}:countTokens", body))["totalTokens"], 6)

    def test_counts_tokens_without_an_answer(self) -> None:
        told = json.loads(self.post("/v1/messages/count_tokens", {**CLAUDE, "stream": True}))
        self.assertEqual(told, {"input_tokens": 12})
        self.assertIsNone(self.last_truth()["usage"])

    def test_calls_the_tool_that_reads_the_file(self) -> None:
        """Once in each format, with tools and arguments of agents that are around."""
        ask = "Read the file src/a.py, and say what it does."
        read = {"type": "object", "properties": {"file_path": {"type": "string"}, "limit": {"type": "integer"}}}
        item = {"type": "object", "properties": {"path": {"type": "string"}}, "required": ["path"]}
        many = {"type": "object", "properties": {"files": {"type": "array", "items": item}}, "required": ["files"]}
        shell = {"type": "object", "properties": {"command": {"type": "array", "items": {"type": "string"}}}}
        user = [{"role": "user", "content": ask}]
        bodies: list[tuple[str, Any, Any]] = [
            (
                "/v1/messages",
                {"model": "m", "messages": user, "tools": [{"name": "Write"}, {"name": "Read", "input_schema": read}]},
                {"name": "Read", "arguments": {"file_path": "src/a.py"}},
            ),
            (
                "/v1/chat/completions",
                {"model": "m", "messages": user, "tools": [{"function": {"name": "read_files", "parameters": many}}]},
                {"name": "read_files", "arguments": {"files": [{"path": "src/a.py"}]}},
            ),
            (
                "/v1/responses",
                {"model": "m", "input": user, "tools": [{"type": "function", "name": "shell", "parameters": shell}]},
                {"name": "shell", "arguments": {"command": ["cat", "src/a.py"]}},
            ),
            (
                "/api/chat",
                {"model": "m", "messages": user, "tools": [{"function": {"name": "view", "parameters": read}}]},
                {"name": "view", "arguments": {"file_path": "src/a.py"}},
            ),
            (
                "/v1beta/models/m:streamGenerateContent",
                {
                    "contents": [{"parts": [{"text": ask}]}],
                    "tools": [{"functionDeclarations": [{"name": "read_file", "parametersJsonSchema": read}]}],
                },
                {"name": "read_file", "arguments": {"file_path": "src/a.py"}},
            ),
        ]
        for path, body, call in bodies:
            answer = self.post(path, body)
            self.assertEqual(self.last_truth()["call"], call, path)
            self.assertIn(call["name"], answer)
            self.assertIsNone(self.last_truth()["read"])

    def test_answers_in_words_once_the_tool_was_called(self) -> None:
        called = {"role": "assistant", "tool_calls": [{"id": "c", "function": {"name": "read", "arguments": "{}"}}]}
        tools = [{"function": {"name": "read", "parameters": {}}}]
        messages = [
            {"role": "user", "content": "Read the file src/a.py."},
            called,
            {"role": "tool", "tool_call_id": "c", "content": "x = 1"},
        ]
        answer = json.loads(self.post("/v1/chat/completions", {"model": "m", "messages": messages, "tools": tools}))
        self.assertEqual(answer["choices"][0]["message"]["content"], "m heard: x = 1")
        self.assertEqual((self.last_truth()["read"], self.last_truth()["call"]), ("src/a.py", None))
        messages += [{"role": "assistant", "content": "It is 1."}, {"role": "user", "content": "Say hello."}]
        self.post("/v1/chat/completions", {"model": "m", "messages": messages, "tools": tools})
        self.assertEqual((self.last_truth()["read"], self.last_truth()["messages"]), (None, 5))

    def test_a_call_comes_in_pieces_and_is_counted(self) -> None:
        tools = [{"name": "bash", "input_schema": {"properties": {"command": {"type": "string"}}}}]
        body = {"model": "m", "messages": [{"role": "user", "content": "Read the file a.py"}], "tools": tools}
        events = self.events(self.post("/v1/messages", {**body, "stream": True}))
        parts = [event["delta"].get("partial_json") for event in events if event["type"] == "content_block_delta"]
        self.assertEqual("".join(filter(None, parts)), '{"command": "cat a.py"}')
        self.assertEqual(len(list(filter(None, parts))), 2)
        # "m reads a.py", and the three words of the arguments.
        self.assertEqual(self.counted(), (7, 6, 0))

    def test_bad_requests_are_refused(self) -> None:
        bodies: dict[str, list[Any]] = {
            "/v1/messages": [[], {}, {"model": 1, "messages": []}, {"model": "x", "messages": ["hi"]}],
            "/v1/chat/completions": [{"model": "x", "messages": 1}],
            "/v1/responses": [{"model": "x"}, {"model": "x", "input": 1}],
            "/v1/completions": [{"model": "x"}, {"model": "x", "prompt": None}],
            "/api/chat": [{"messages": []}],
            "/v1beta/models/m:generateContent": [{}, {"contents": "hi"}],
        }
        for path, body in ((path, body) for path, bad in bodies.items() for body in bad):
            with self.assertRaises(urllib.error.HTTPError) as raised:
                self.post(path, body)
            self.assertEqual(raised.exception.code, 400)
            raised.exception.close()

    def get(self, path: str) -> str:
        with urllib.request.urlopen(self.url + path, timeout=10) as response:
            return str(response.read().decode())

    def test_embeddings(self) -> None:
        """Two words and one, in the shapes of three APIs."""
        texts = ["one two", "three"]
        whole = json.loads(self.post("/v1/embeddings", {"model": "e", "input": texts}))
        self.assertEqual(whole["usage"], {"prompt_tokens": 3, "total_tokens": 3})
        self.assertEqual(whole["data"][0]["embedding"], [3.0, 3.0, 0.5, 0.25])
        self.assertEqual((self.last_truth()["model"], self.counted()), ("e", (3, 0, None)))
        packed = json.loads(self.post("/v1/embeddings", {"model": "e", "input": texts, "encoding_format": "base64"}))
        self.assertEqual(packed["data"][1]["embedding"], "AACgQAAAAD8AAIA+AAAAPg==")
        told = json.loads(self.post("/api/embed", {"model": "e", "input": texts}))
        self.assertEqual((told["prompt_eval_count"], self.counted()), (3, (3, 0, None)))
        requests = [{"model": "models/e", "content": {"parts": [{"text": text}]}} for text in texts]
        told = json.loads(self.post("/v1beta/models/e:batchEmbedContents", {"requests": requests}))
        self.assertEqual((told["usageMetadata"]["promptTokenCount"], self.counted()), (3, (3, 0, None)))

    def test_a_form_with_files(self) -> None:
        head = 'Content-Disposition: form-data; name="'
        fields = [f'{head}model"\r\n\r\nhear', f'{head}file"; filename="a.wav"\r\n\r\n{"x" * 40}']
        form = "".join(f"--b\r\n{field}\r\n" for field in fields) + "--b--\r\n"
        request = urllib.request.Request(self.url + "/v1/audio/transcriptions", form.encode(), method="POST")
        request.add_header("content-type", "multipart/form-data; boundary=b")
        with urllib.request.urlopen(request, timeout=10) as response:
            told = json.load(response)
        self.assertEqual((told["text"], told["usage"]["input_token_details"]["audio_tokens"]), ("a sound of 40 bytes", 4))
        truth = self.last_truth()
        self.assertEqual((truth["model"], truth["usage"]["audio_input"], self.counted()), ("hear", 4, (4, 5, None)))

    def test_a_response_in_the_background(self) -> None:
        body = {"model": "m", "input": "one two", "background": True}
        made = json.loads(self.post("/v1/responses", body))
        self.assertEqual((made["status"], made["usage"]), ("queued", None))
        # What it cost is known at once, and told with the second look at it.
        self.assertEqual(self.counted(), (5, 4, 0))
        looks = [json.loads(self.get(f"/v1/responses/{made['id']}")) for _ in range(3)]
        self.assertEqual([look["status"] for look in looks], ["in_progress", "completed", "completed"])
        self.assertEqual((looks[0]["usage"], looks[2]["usage"]["total_tokens"]), (None, 9))
        self.assertIsNone(self.last_truth()["usage"])

    def test_the_results_of_a_batch_come_to_its_usage(self) -> None:
        requests = [
            {"custom_id": text, "params": {"model": "m", "messages": [{"role": "user", "content": text}]}}
            for text in ("one", "one two")
        ]
        made = json.loads(self.post("/v1/messages/batches", {"requests": requests}))
        self.assertEqual((made["processing_status"], self.counted()), ("in_progress", (9, 7, 0)))
        done = json.loads(self.get(f"/v1/messages/batches/{made['id']}"))
        self.assertEqual(done["results_url"], f"{self.url}/v1/messages/batches/{made['id']}/results")
        results = [json.loads(line) for line in self.get(urlsplit(done["results_url"]).path).splitlines()]
        usages = [result["result"]["message"]["usage"] for result in results]
        self.assertEqual(sum(usage["input_tokens"] + usage["output_tokens"] for usage in usages), 16)

    def test_lists_models(self) -> None:
        def listed(path: str, headers: dict[str, str]) -> Any:
            with urllib.request.urlopen(
                urllib.request.Request(self.url + path, headers=headers), timeout=10
            ) as response:
                return json.load(response)

        self.assertIn("gpt-5.1", [model["id"] for model in listed("/v1/models", {})["data"]])
        self.assertFalse(listed("/v1/models", {"anthropic-version": "2023-06-01"})["has_more"])
        self.assertIn("models/gemini-3-pro", [model["name"] for model in listed("/v1beta/models", {})["models"]])
        self.assertIn("qwen3-coder", [model["name"] for model in listed("/api/tags", {})["models"]])


if __name__ == "__main__":
    unittest.main()
