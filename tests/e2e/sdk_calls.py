"""Each call as its SDK makes it, what must come of it, and what the SDK must give."""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import anthropic
import ollama
import openai
from google import genai

Json = dict[str, Any]
# The route's own credential takes its place.
UNUSED = "client-key-that-must-not-go-on"


@dataclass(frozen=True)
class Call:
    """A call of an SDK, which may be several requests."""

    sdk: str
    name: str
    # The request type of each request.
    types: list[str]
    # What must come of each: `counted` and which request of these tells what it cost, `again` (the exchange of an earlier
    # one, unchanged), `elsewhere` (counted with another), `untold` (no usage is told), or `aside` (nothing is recorded).
    expected: list[str]
    # Makes the requests; gives what the SDK made of the answers.
    run: Callable[[Any], Any]
    # The same by what the server said.
    said: Callable[[list[Any]], Any]
    # The model that is asked for, where one is.
    model: str | None = None
    # The model that a rule for its type names.
    instead: str | None = None


def client(sdk: str, url: str, session: str) -> Any:
    """A client whose requests go through the proxy, in a session."""
    headers = {"x-codegate-session": session}
    if sdk == "openai":
        return openai.OpenAI(base_url=f"{url}/v1", api_key=UNUSED, max_retries=0, default_headers=headers)
    if sdk == "anthropic":
        return anthropic.Anthropic(base_url=url, api_key=UNUSED, max_retries=0, default_headers=headers)
    if sdk == "google":
        return genai.Client(api_key=UNUSED, http_options={"base_url": url, "headers": headers})
    return ollama.Client(host=url, headers=headers)


def plain(answer: Any) -> Any:
    """An answer of an SDK as JSON, with what the server said alone."""
    return answer.model_dump(mode="json", exclude_unset=True, by_alias=True)


def unpacked(vectors: list[str]) -> list[list[float]]:
    return [list(struct.unpack("<4f", base64.b64decode(one))) for one in vectors]


def openai_embeddings(c: Any) -> Any:
    return [one.embedding for one in c.embeddings.create(model=EMBED, input=["one two", "three"]).data]


def openai_edit(c: Any) -> Any:
    pictures = [("one.png", b"\x89PNG one"), ("two.png", b"\x89PNG two")]
    return plain(c.images.edit(model=IMAGE, image=pictures, prompt="make one of both", n=1))


def openai_transcription(c: Any) -> Any:
    sound = ("sound.wav", b"RIFF" * 100)
    return plain(c.audio.transcriptions.create(model=HEAR, file=sound, prompt="two words"))


def openai_streamed_transcription(c: Any) -> Any:
    events = c.audio.transcriptions.create(model=HEAR, file=("sound.wav", b"RIFF" * 50), stream=True)
    return [plain(event) for event in events]


def openai_batch(c: Any) -> Any:
    """Two completions, one with a system text, which is cached; the results are read twice."""
    bodies = [
        {"model": "gpt-4o", "messages": [{"role": "user", "content": "say one"}]},
        {
            "model": "gpt-4o",
            "messages": [{"role": "system", "content": "be brief"}, {"role": "user", "content": "say two things"}],
        },
    ]
    lines = [
        json.dumps({"custom_id": str(number), "method": "POST", "url": "/v1/chat/completions", "body": body})
        for number, body in enumerate(bodies)
    ]
    file = c.files.create(file=("batch.jsonl", "\n".join(lines).encode()), purpose="batch")
    batch = c.batches.create(input_file_id=file.id, endpoint="/v1/chat/completions", completion_window="24h")
    done = c.batches.retrieve(batch.id)
    again = c.batches.retrieve(batch.id)
    results = [c.files.content(done.output_file_id).text for _ in range(2)]
    return [plain(file), plain(batch), plain(done), plain(again), *results]


def openai_background(c: Any) -> Any:
    """Made, looked at while it is made, and twice when it is done."""
    made = c.responses.create(model="any", input="think about it", background=True)
    return [plain(made), *[plain(c.responses.retrieve(made.id)) for _ in range(3)]]


def openai_kept(c: Any) -> Any:
    made = c.responses.create(model="any", input="say it at once")
    return [plain(made), plain(c.responses.retrieve(made.id))]


def anthropic_batch(c: Any) -> Any:
    """The SDK looks at the batch before it reads the results, from the address that the batch names."""
    requests = [
        {
            "custom_id": str(number),
            "params": {"model": "claude-opus-5", "max_tokens": 9, "messages": [{"role": "user", "content": text}]},
        }
        for number, text in enumerate(["say one", "say two things"])
    ]
    batch = c.messages.batches.create(requests=requests)
    results = [[plain(one) for one in c.messages.batches.results(batch.id)] for _ in range(2)]
    return [plain(batch), *results]


def lines(said: Any) -> list[Any]:
    return [json.loads(line) for line in said.splitlines()]


def events(said: Any) -> list[Any]:
    return [json.loads(line.removeprefix("data: ")) for line in said.splitlines() if line.startswith("data: {")]


def asked(text: str) -> list[Json]:
    return [{"role": "user", "content": text}]


EMBED, IMAGE, HEAR = "text-embedding-3-small", "gpt-image-1", "gpt-4o-transcribe"
GOOGLE_EMBED = "gemini-embedding-001"

CALLS = [
    Call(
        "openai",
        "embeddings",
        ["embeddings"],
        ["counted 0"],
        openai_embeddings,
        # The SDK asks for them packed.
        lambda said: unpacked([one["embedding"] for one in said[0]["data"]]),
        EMBED,
        "text-embedding-3-large",
    ),
    Call(
        "openai",
        "images.generate",
        ["images"],
        ["counted 0"],
        lambda c: plain(c.images.generate(model=IMAGE, prompt="a very small cat", n=2)),
        lambda said: said[0],
        IMAGE,
        "gpt-image-1-mini",
    ),
    Call(
        "openai", "images.edit", ["images"], ["counted 0"], openai_edit, lambda said: said[0], IMAGE, "gpt-image-1-mini"
    ),
    Call(
        "openai",
        "audio.speech",
        ["audio"],
        ["untold"],
        lambda c: c.audio.speech.create(model="tts-1", voice="alloy", input="say this").content,
        lambda said: said[0].encode("latin-1"),
        "tts-1",
    ),
    Call(
        "openai",
        "audio.transcriptions",
        ["audio"],
        ["counted 0"],
        openai_transcription,
        lambda said: said[0],
        HEAR,
        "gpt-4o-mini-transcribe",
    ),
    Call(
        "openai",
        "audio.transcriptions, streamed",
        ["audio"],
        ["counted 0"],
        openai_streamed_transcription,
        lambda said: events(said[0]),
        HEAR,
    ),
    Call(
        "openai",
        "moderations",
        ["moderation"],
        ["untold"],
        lambda c: plain(c.moderations.create(model="omni-moderation-latest", input="a bad word")),
        lambda said: said[0],
        "omni-moderation-latest",
        "text-moderation-stable",
    ),
    Call(
        "openai",
        "models.list",
        ["models"],
        ["aside"],
        lambda c: [plain(one) for one in c.models.list()],
        lambda said: said[0]["data"],
    ),
    Call(
        "openai",
        "files, batches and results",
        ["files", "batch", "batch", "batch", "files", "files"],
        ["untold", "elsewhere", "elsewhere", "elsewhere", "counted 1", "again"],
        openai_batch,
        lambda said: said,
    ),
    Call(
        "openai",
        "responses, in the background",
        ["chat"] * 4,
        ["elsewhere", "again", "counted 0", "again"],
        openai_background,
        lambda said: said,
        "any",
    ),
    Call(
        "openai",
        "responses, retrieved",
        ["chat"] * 2,
        ["counted 0", "elsewhere"],
        openai_kept,
        lambda said: said,
        "any",
    ),
    Call(
        "anthropic",
        "messages.count_tokens",
        ["count_tokens"],
        ["aside"],
        lambda c: plain(c.messages.count_tokens(model="any", messages=asked("how long is this"))),
        lambda said: said[0],
        "any",
    ),
    Call(
        "anthropic",
        "models.list",
        ["models"],
        ["aside"],
        lambda c: [plain(one) for one in c.models.list()],
        lambda said: said[0]["data"],
    ),
    Call(
        "anthropic",
        "messages.batches and results",
        ["batch"] * 5,
        ["elsewhere", "elsewhere", "counted 0", "elsewhere", "again"],
        anthropic_batch,
        lambda said: [said[0], lines(said[2]), lines(said[4])],
    ),
    Call(
        "google",
        "models.embed_content",
        ["embeddings"],
        ["counted 0"],
        lambda c: [one.values for one in c.models.embed_content(model=GOOGLE_EMBED, contents=["a b", "c"]).embeddings],
        lambda said: [one["values"] for one in said[0]["embeddings"]],
        GOOGLE_EMBED,
        "gemini-embedding-2",
    ),
    Call(
        "google",
        "models.count_tokens",
        ["count_tokens"],
        ["aside"],
        lambda c: c.models.count_tokens(model="any", contents="how long is this").total_tokens,
        lambda said: said[0]["totalTokens"],
        "any",
    ),
    Call(
        "google",
        "models.list",
        ["models"],
        ["aside"],
        lambda c: [one.name for one in c.models.list()],
        lambda said: [one["name"] for one in said[0]["models"]],
    ),
    Call(
        "ollama",
        "embed",
        ["embeddings"],
        ["counted 0"],
        lambda c: c.embed(model="nomic-embed-text", input=["a b c", "d"]).embeddings,
        lambda said: said[0]["embeddings"],
        "nomic-embed-text",
        "all-minilm",
    ),
    Call(
        "ollama",
        "list",
        ["models"],
        ["aside"],
        lambda c: [one.model for one in c.list().models],
        lambda said: [one["model"] for one in said[0]["models"]],
    ),
    Call(
        "ollama",
        "show",
        ["models"],
        ["aside"],
        lambda c: c.show("qwen3-coder").capabilities,
        lambda said: said[0]["capabilities"],
        "qwen3-coder",
    ),
]
