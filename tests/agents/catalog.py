"""The agents: what each is told as a client, how it is installed, and the wire formats that it can be set up to speak."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from starts import (
    AGAIN,
    AICOMMITS,
    AIDER,
    CECLI,
    CLIENT_KEY,
    CLINE,
    CODEX,
    CONTINUE,
    COPILOT,
    GEMINI,
    GPTME,
    INTERPRETER,
    KILO,
    LLM,
    OPENCODE,
    OPENCOMMIT,
    PI,
    PROMPT,
    PYTHON,
    SGPT,
    Scratch,
    Start,
    aicommits,
    aider,
    cecli,
    cellsense,
    claude,
    cline,
    codex,
    continue_cli,
    copilot,
    distribution,
    gemini,
    gptme,
    interpreter,
    kilo,
    llm,
    opencode,
    opencommit,
    pi,
    sgpt,
)

__all__ = ["AGAIN", "AGENTS", "PROMPT", "Agent", "Scratch", "Start", "Way"]


@dataclass(frozen=True)
class Way:
    """One way to set an agent up."""

    format: str
    # The type of the provider that the proxy sends to.
    provider: str
    # The model that the agent asks for.
    model: str
    start: Callable[[Scratch, str], Start]


@dataclass(frozen=True)
class Agent:
    """A coding agent. `package` names its folder of pinned packages, `program` lies in the folder they go into."""

    name: str
    client: str
    package: str
    program: str
    ways: list[Way]
    # Its tools want absolute paths.
    absolute: bool = True
    # It has no tool to read with: the file is given to it on its command line.
    given: list[str] = field(default_factory=list)
    # It puts a file into the request that a prompt names as `@path`, or that these options name.
    mentions: list[str] | None = None
    # The options with which it goes on with its last session.
    again: list[str] | None = None
    # Files stand in its requests whenever it is to read one: they are piped into it, or it attaches them by itself.
    attaches: bool = False
    # It reads no file that it is told to.
    reads: bool = True
    # It takes no prompt: what it does, always with the file.
    task: str | None = None
    # It fills in code, so no instructions are put into its requests; these files are beside the one at the cursor.
    beside: list[str] | None = None
    # Not all of its requests say whose they are.
    nameless: bool = False
    # The command that tells its version; without one, `--version`.
    told: list[str] = field(default_factory=list)


BUNDLED = "venv/lib/python3/site-packages/claude_agent_sdk/_bundled/claude"
CLAUDE_NPM = "node_modules/@anthropic-ai/claude-code-linux-x64/claude"
CHAT, RESPONSES, MESSAGES = "openai_chat", "openai_responses", "anthropic_messages"

AGENTS = [
    Agent(
        "claude",
        "claude_code",
        "claude",
        BUNDLED,
        [Way(MESSAGES, "anthropic", "claude-opus-5", claude(BUNDLED))],
        mentions=[],
        again=["--continue"],
    ),
    Agent(
        "claude-npm",
        "claude_code",
        "claude-npm",
        CLAUDE_NPM,
        [Way(MESSAGES, "anthropic", "claude-opus-5", claude(CLAUDE_NPM))],
    ),
    Agent(
        "codex",
        "codex",
        "codex",
        CODEX,
        [Way(RESPONSES, "openai", "gpt-5.1", codex)],
        absolute=False,
        again=["resume", "--last"],
    ),
    Agent(
        "gemini",
        "gemini_cli",
        "gemini",
        GEMINI,
        [Way("gemini", "gemini", "gemini-2.5-pro", gemini)],
        absolute=False,
        mentions=[],
        again=["--resume", "latest"],
    ),
    Agent(
        "opencode",
        "opencode",
        "opencode",
        OPENCODE,
        [
            Way(CHAT, "openai_compatible", "qwen3-coder", opencode("@ai-sdk/openai-compatible", "/v1")),
            Way(RESPONSES, "openai", "gpt-5.1", opencode("@ai-sdk/openai", "/v1")),
            Way(MESSAGES, "anthropic", "claude-opus-5", opencode("@ai-sdk/anthropic", "/v1")),
            Way("gemini", "gemini", "gemini-2.5-pro", opencode("@ai-sdk/google", "/v1beta")),
        ],
        mentions=["--file"],
        again=["--continue"],
    ),
    Agent(
        "continue",
        "continue_cli",
        "continue",
        CONTINUE,
        [
            Way(CHAT, "openai_compatible", "qwen3-coder", continue_cli("openai", "/v1")),
            Way(RESPONSES, "openai", "gpt-5.1", continue_cli("openai", "/v1")),
            Way(MESSAGES, "anthropic", "claude-opus-5", continue_cli("anthropic", "/v1")),
        ],
    ),
    Agent(
        "cline",
        "cline",
        "cline",
        CLINE,
        [
            Way(CHAT, "openai_compatible", "qwen3-coder", cline("openai-compatible", "/v1")),
            Way(RESPONSES, "openai", "gpt-5.1", cline("openai-native", "/v1")),
        ],
        mentions=[],
    ),
    Agent(
        "aider",
        "aider",
        "aider",
        AIDER,
        [
            Way(
                CHAT,
                "openai_compatible",
                "gpt-5.1",
                aider("openai", {"OPENAI_API_BASE": "{url}/v1", "OPENAI_API_KEY": CLIENT_KEY}),
            ),
            Way(
                MESSAGES,
                "anthropic",
                "claude-opus-5",
                aider("anthropic", {"ANTHROPIC_API_BASE": "{url}", "ANTHROPIC_API_KEY": CLIENT_KEY}),
            ),
            Way("ollama_chat", "ollama", "qwen3", aider("ollama_chat", {"OLLAMA_API_BASE": "{url}"})),
        ],
        given=["--file"],
    ),
    Agent(
        "copilot",
        "copilot",
        "copilot",
        COPILOT,
        [
            Way(CHAT, "openai_compatible", "gpt-5.1", copilot("openai", "/v1")),
            Way(MESSAGES, "anthropic", "claude-opus-5", copilot("anthropic", "")),
        ],
    ),
    Agent(
        "pi",
        "pi",
        "pi",
        PI,
        [
            Way(CHAT, "openai_compatible", "qwen3-coder", pi("openai-completions", "/v1")),
            Way(RESPONSES, "openai", "gpt-5.1", pi("openai-responses", "/v1")),
            Way(MESSAGES, "anthropic", "claude-opus-5", pi("anthropic-messages", "")),
            Way("gemini", "gemini", "gemini-2.5-pro", pi("google-generative-ai", "/v1beta")),
        ],
        absolute=False,
        again=["--continue"],
    ),
    Agent(
        "kilo",
        "kilo_code",
        "kilo",
        KILO,
        [
            Way(CHAT, "openai_compatible", "qwen3-coder", kilo("@ai-sdk/openai-compatible", "/v1")),
            Way(RESPONSES, "openai", "gpt-5.1", kilo("@ai-sdk/openai", "/v1")),
            Way(MESSAGES, "anthropic", "claude-opus-5", kilo("@ai-sdk/anthropic", "/v1")),
        ],
        mentions=["--file"],
        again=["--continue"],
    ),
    Agent(
        "gptme",
        "gptme",
        "gptme",
        GPTME,
        [Way(CHAT, "openai_compatible", "gpt-5.1", gptme)],
        absolute=False,
        attaches=True,
        # It asks for a title too.
        nameless=True,
    ),
    # A fork of Aider that goes by its own name, and is not in the table.
    Agent(
        "cecli",
        "generic",
        "cecli",
        CECLI,
        [Way(RESPONSES, "openai", "gpt-5.1", cecli)],
        given=["--file"],
    ),
    Agent("llm", "generic", "llm", LLM, [Way(CHAT, "openai_compatible", "gpt-5.1", llm)], attaches=True),
    Agent(
        "shell-gpt",
        "generic",
        "shell-gpt",
        SGPT,
        [Way(CHAT, "openai_compatible", "gpt-5.1", sgpt)],
        attaches=True,
        told=distribution("shell-gpt"),
    ),
    Agent(
        "interpreter",
        "open_interpreter",
        "open-interpreter",
        INTERPRETER,
        [Way(CHAT, "openai_compatible", "gpt-5.1", interpreter)],
        reads=False,
    ),
    Agent(
        "opencommit",
        "generic",
        "opencommit",
        OPENCOMMIT,
        [Way(CHAT, "openai_compatible", "gpt-5.1", opencommit)],
        task="commit",
    ),
    Agent(
        "aicommits",
        "generic",
        "aicommits",
        AICOMMITS,
        [Way(CHAT, "openai_compatible", "gpt-5.1", aicommits)],
        task="commit",
    ),
    # Each model has its own template, which tells the file at the cursor from the others.
    Agent(
        "cellsense",
        "generic",
        "cellsense",
        PYTHON,
        [
            Way("openai_completions", "openai_compatible", "qwen2.5-coder", cellsense("openai")),
            Way("openai_completions", "openai_compatible", "starcoder2", cellsense("openai")),
            Way("openai_completions", "openai_compatible", "codestral", cellsense("openai")),
            Way("ollama_generate", "ollama", "deepseek-coder", cellsense("ollama")),
        ],
        task="complete",
        beside=["README.md"],
        told=distribution("jupyterlab-cellsense"),
    ),
]
