//! Files: where every client names them, and what is not a file.

use super::*;
use serde_json::json;

/// What the user says, and the files that it names.
#[test]
fn named_in_text() {
    let cases: &[(&str, &[(&str, &str)])] = &[
        // Fences.
        ("```py src/a.py\nx\n```", &[("src/a.py", "fence")]),
        ("```py src/a.py (1-10)\nx\n```", &[("src/a.py", "fence")]),
        ("```src/a.py\nx\n```", &[("src/a.py", "fence")]),
        ("```rs /abs/app.rs:10-20\nx\n```", &[("/abs/app.rs", "fence")]),
        ("```ts src/a.ts#L1-L2\n```", &[("src/a.ts", "fence")]),
        ("```ts src/a.ts#L7\n```", &[("src/a.ts", "fence")]),
        ("```12:15:app/a.tsx\n```", &[("app/a.tsx", "fence")]),
        ("```python title=\"a.py\"\n```", &[("a.py", "fence")]),
        ("```js {1,3} title='src/a b.js'\n```", &[("src/a b.js", "fence")]),
        ("```js filename=src/a.js linenos\n```", &[("src/a.js", "fence")]),
        ("```js src/a.js {1,3-4}\n```", &[("src/a.js", "fence")]),
        ("```python:src/a.py\n```", &[("src/a.py", "fence")]),
        ("```ts C:\\src\\main.ts:10-20\n```", &[("C:/src/main.ts", "fence")]),
        ("```C:\\src\\main.ts\n```", &[("C:/src/main.ts", "fence")]),
        ("```rs /abs/my file.rs:10-20\n```", &[("/abs/my file.rs", "fence")]),
        ("```make Makefile\n```", &[("Makefile", "fence")]),
        ("````md docs/a.md\n```py b.py\n```\n````", &[("docs/a.md", "fence")]),
        ("~~~py a.py\n~~~\n~~~~ b.py\n~~~~", &[("a.py", "fence"), ("b.py", "fence")]),
        ("  ```py a.py\n> ```py b.py\n", &[("a.py", "fence"), ("b.py", "fence")]),
        ("```py a.py\r\nx\r\n```\r\n", &[("a.py", "fence")]),
        ("```py ünï/ça.py\n```", &[("ünï/ça.py", "fence")]),
        ("```ts app/[id]/page.tsx\n```", &[("app/[id]/page.tsx", "fence")]),
        ("```python\n# filepath: src/a.py\nx\n```", &[("src/a.py", "fence")]),
        ("```html\n<!-- filepath: a.html -->\n```", &[("a.html", "fence")]),
        // Unbalanced fences lose nothing.
        (
            "```py a.py\nx\n```py b.py\n```\n```\n```py c.py\n",
            &[("a.py", "fence"), ("b.py", "fence"), ("c.py", "fence")],
        ),
        ("````\n```py a.py\nx\n```", &[("a.py", "fence")]),
        // A path on its own line.
        ("src/app.ts\n```\nx\n```\n\nlib/b.py\n````\ny\n````", &[("src/app.ts", "line"), ("lib/b.py", "line")]),
        ("a.ts\n```\n```\n```\n\nb.ts\n```\nx\n```", &[("a.ts", "line"), ("b.ts", "line")]),
        ("**src/a.ts**:\n```ts\nx\n```", &[("src/a.ts", "line")]),
        ("`a.ts`\n```ts\n```", &[("a.ts", "line")]),
        // Tags.
        ("<file_content path=\"/abs/a.py\">\nx\n</file_content>", &[("/abs/a.py", "tag")]),
        ("<file_content path=\"a.py\" workspace=\"w\">x", &[("a.py", "tag")]),
        ("<file language=\"rust\" path='a.rs'>x</file>", &[("a.rs", "tag")]),
        ("<attachment id=\"file:x\" filePath=\"C:\\\\a\\\\b.ts\">", &[("C://a//b.ts", "tag")]),
        ("<attachment filepath=\"a.lua\" buffer_number=\"1\">", &[("a.lua", "tag")]),
        ("<document path=a.md>", &[("a.md", "tag")]),
        // Patches and what clients say.
        (
            "*** Begin Patch\n*** Update File: src/a.rs\n*** Move to: src/b.rs\n",
            &[("src/a.rs", "patch"), ("src/b.rs", "patch")],
        ),
        ("*** Add File: a b.txt\n*** Delete File: c.txt", &[("a b.txt", "patch"), ("c.txt", "patch")]),
        (
            "Called the Read tool with the following input: {\"file_path\":\"/x/a.py\"}\nResult",
            &[("/x/a.py", "mention")],
        ),
        (
            "Called the Read tool with the following input: {\"filePath\": \"a.go\", \"offset\": 1}",
            &[("a.go", "mention")],
        ),
        ("\nContent from @calc.py:\nx", &[("calc.py", "mention")]),
        ("In file `src/a.el`:\n\n```\nx\n```", &[("src/a.el", "mention")]),
        ("[read_file for 'src/a.ts'] Result:\nx", &[("src/a.ts", "mention")]),
        ("<read_file>\n<path>src/a.ts</path>\n</read_file>", &[("src/a.ts", "tag")]),
        // Each path once.
        ("```py a.py\n```\n<file path=\"a.py\">", &[("a.py", "fence")]),
    ];
    for (text, files) in cases {
        assert_eq!(found(&read_text(&says(text))), *files, "{text}");
    }
}

#[test]
fn no_files() {
    let texts = [
        "```bash\n./deploy.py\n```",
        "```yaml\nservices:\n```",
        "```json\n{\"a.py\": 1}\n```",
        "```python\nimport a.b\n```",
        "```rust,ignore\n```",
        "```c++\n```",
        "```python 3.11\n```",
        "```vb.net\n```",
        "```application/json\n```",
        "```js http://example.com/a.js\n```",
        "```js title=\"My example\"\n```",
        "use ```a.py``` here",
        "see a.py and <b>src/b.py</b>",
        "<file>x</file><files path='a.py'><filed path=\"b.py\">",
        "<file name=\"a.py\">",
        "please call app.listen(3000)\n```js\n```",
        "e.g.\n```\nx\n```",
        "Update File: a.py\n - *** Update File: b.py",
        "Called the Read tool: {\"file_path\":\"a.py\"}",
        "src/\n  a.py\n  b.py\n",
        "<list_files>\n<path>src</path>\n</list_files>",
        "[list_files for 'src'] Result:\na.py",
        "see [this for 'a.py'] and // filepath: a.py",
        "```js ..\n```",
        "```",
        "",
    ];
    for text in texts {
        assert_eq!(found(&read_text(&says(text))), [], "{text}");
    }
}

#[test]
fn escapes_of_json_hide_nothing() {
    let body = r#"{"messages":[{"role":"user","content":"\u003cfile_content path=\"src\/\u00e4.py\"\u003e\n```py b\u002epy\n```"}]}"#;
    assert_eq!(found(&read_text(body)), [("src/ä.py", "tag"), ("b.py", "fence")]);
}

#[test]
fn named_in_tool_calls() {
    let openai = |name: &str, arguments: serde_json::Value| {
        chat(json!([{"role": "user", "content": "do"}, {"role": "assistant", "content": null, "tool_calls": [
            {"id": "1", "type": "function", "function": {"name": name, "arguments": arguments}}]}]))
    };
    let anthropic = |name: &str, input: serde_json::Value| {
        json!({"model": "m", "max_tokens": 1, "messages": [{"role": "user", "content": "do"},
            {"role": "assistant", "content": [{"type": "tool_use", "id": "1", "name": name, "input": input}]}]})
        .to_string()
    };
    let cases = [
        ("Read", json!({"file_path": "/a.py", "offset": 1}), vec!["/a.py"]),
        ("read", json!({"filePath": "src\\a.py"}), vec!["src/a.py"]),
        ("NotebookEdit", json!({"notebook_path": "a.ipynb"}), vec!["a.ipynb"]),
        ("read_files", json!({"files": [{"path": "a.py"}, "b.py"]}), vec!["a.py", "b.py"]),
        ("read_many_files", json!({"paths": ["a.py", "b.py"]}), vec!["a.py", "b.py"]),
        ("edit_file", json!({"target_file": "a.py", "content": "path: b.py"}), vec!["a.py"]),
        ("view", json!({"path": "Makefile"}), vec!["Makefile"]),
        ("Grep", json!({"path": "src", "pattern": "*.rs"}), vec![]),
        ("Grep", json!({"path": "src/a.rs", "pattern": "x"}), vec!["src/a.rs"]),
        ("LS", json!({"path": "/home/u"}), vec![]),
        ("exec_command", json!({"cmd": "apply_patch <<'EOF'\n*** Begin Patch\n*** Add File: a.py\nEOF"}), vec!["a.py"]),
        ("Write", json!({"file_path": "a.md", "content": "```py b.py\n```"}), vec!["a.md"]),
        ("x", json!({"a": {"file_path": "b.py"}, "path": ["a.py", 1, null]}), vec!["b.py", "a.py"]),
        ("x", json!({"path": "https://a.com/b.py"}), vec![]),
        ("x", json!({"path": ""}), vec![]),
    ];
    for (name, arguments, paths) in cases {
        for body in [
            openai(name, arguments.to_string().into()),
            openai(name, arguments.clone()),
            anthropic(name, arguments.clone()),
        ] {
            let reading = read_text(&body);
            let read: Vec<&str> = reading.facts.files.iter().map(|file| file.path.as_str()).collect();
            assert_eq!(read, paths, "{name} {arguments}");
        }
    }
    let cut = openai("Read", json!("{\"file_path\": \"a.py\", \"content\": \"x"));
    assert_eq!(found(&read_text(&cut)), [("a.py", "tool_call")]);
    let plain = openai("apply_patch", json!("*** Begin Patch\n*** Update File: a.py\n"));
    assert_eq!(found(&read_text(&plain)), [("a.py", "patch")]);
}

#[test]
fn the_last_turn_counts() {
    let tag = |name: &str| format!("<file path=\"{name}\">");
    let user = |name: &str| json!({"role": "user", "content": tag(name)});
    let assistant = json!({"role": "assistant", "content": "ok"});
    let tool = |name: &str| json!({"role": "tool", "tool_call_id": "1", "content": tag(name)});
    let call = |name: &str| {
        json!({"role": "assistant", "content": null, "tool_calls": [{"function":
        {"name": "read", "arguments": json!({"path": name}).to_string()}}]})
    };
    let result = |name: &str| {
        json!({"role": "user", "content": [{"type": "tool_result", "tool_use_id": "1",
        "content": [{"type": "text", "text": tag(name)}]}]})
    };
    let use_ = |name: &str| json!({"role": "assistant", "content": [{"type": "tool_use", "name": "r", "input": {"path": name}}]});
    let note = json!({"role": "user", "content": [
        {"type": "tool_result", "tool_use_id": "1", "content": "r"}, {"type": "text", "text": "<system-reminder>x</system-reminder>"}]});
    let cases = [
        (vec![user("a.py")], vec!["a.py"]),
        (vec![user("a.py"), assistant.clone(), user("b.py")], vec!["b.py"]),
        (vec![user("a.py"), user("b.py")], vec!["a.py", "b.py"]),
        (vec![user("a.py"), assistant.clone(), user("b.py"), user("c.py")], vec!["b.py", "c.py"]),
        (vec![user("a.py"), call("b.py"), tool("c.py")], vec!["a.py", "b.py", "c.py"]),
        (vec![user("a.py"), call("b.py"), tool("c.py"), user("d.py")], vec!["d.py"]),
        (vec![user("a.py"), use_("b.py"), result("c.py")], vec!["a.py", "b.py", "c.py"]),
        (vec![user("a.py"), use_("b.py"), result("c.py"), user("d.py")], vec!["d.py"]),
        (vec![user("a.py"), use_("b.py"), note], vec!["a.py", "b.py"]),
        (vec![user("a.py"), assistant.clone()], vec!["a.py"]),
        (vec![json!({"role": "system", "content": tag("s.py")}), user("a.py")], vec!["a.py"]),
        (vec![user("a.py"), json!({"role": "system", "content": tag("s.py")}), user("b.py")], vec!["a.py", "b.py"]),
        (vec![use_("b.py"), result("c.py")], vec!["b.py", "c.py"]),
        (
            vec![
                user("a.py"),
                assistant,
                json!({"role": "user", "content": [
            {"type": "image_url", "image_url": {"url": "data:"}}, {"type": "text", "text": tag("b.py")}]}),
            ],
            vec!["b.py"],
        ),
        (
            vec![
                json!({"role": "user", "content": null}),
                json!({"role": "user"}),
                json!({"role": "user", "content": []}),
            ],
            vec![],
        ),
    ];
    for (messages, paths) in cases {
        let reading = read_text(&chat(json!(messages)));
        let read: Vec<&str> = reading.facts.files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(read, paths, "{messages:?}");
    }
    let all = chat(json!([user("a.py"), call("b.py"), tool("c.py"), user("d.py")]));
    let hints = Hints { files_from: Some(FilesFrom::Conversation), ..NOTHING };
    let reading = read(Some(all.as_bytes()), &hints);
    assert_eq!(reading.facts.files.len(), 4);
    assert_eq!(prompt(all.as_bytes(), &reading), Some(tag("d.py")));
}

#[test]
fn what_aider_has_in_the_chat_counts_though_it_stands_earlier() {
    let body = chat(json!([
        {"role": "system", "content": "Act as an expert. *SEARCH/REPLACE block* Rules:\n```py example.py\n```"},
        {"role": "user", "content": "Here are summaries of some files:\n\nmap.py:\n⋮\n"},
        {"role": "assistant", "content": "Ok."},
        {"role": "user", "content": "I have *added these files to the chat* so you can go ahead and edit them.\n\nsrc/app.ts\n```\nx\n```\n\nb.py\n```\ny\n```\n"},
        {"role": "assistant", "content": "Ok, any changes I propose will be to those files."},
        {"role": "user", "content": "fix it"},
    ]));
    let reading = read_text(&body);
    assert_eq!(found(&reading), [("src/app.ts", "line"), ("b.py", "line")]);
    assert_eq!(reading.facts.client, "aider");
    assert_eq!(prompt(body.as_bytes(), &reading).as_deref(), Some("fix it"));
}

#[test]
fn at_most_a_thousand() {
    let fences = |count: usize| (0..count).map(|n| format!("```py f{n}.py\n```\n")).collect::<String>();
    let full = read_text(&says(&fences(1_000)));
    assert_eq!((full.facts.files.len(), codes(&full)), (1_000, vec![]));
    let cut = read_text(&says(&format!("{}{}", fences(1_001), fences(5))));
    assert_eq!((cut.facts.files.len(), codes(&cut)), (1_000, vec!["files_cut"]));
}

#[test]
fn attachments_by_name() {
    let parts = [
        json!({"type": "file", "file": {"filename": "a.py", "file_data": "data:"}}),
        json!({"type": "input_file", "filename": "a.py"}),
        json!({"type": "document", "title": "a.py", "source": {"type": "text", "data": "x"}}),
    ];
    for part in parts {
        let body = chat(json!([{"role": "user", "content": [part, {"type": "text", "text": "look"}]}]));
        assert_eq!(found(&read_text(&body)), [("a.py", "mention")]);
    }
    let body = chat(json!([{"role": "user", "content": [{"type": "document", "title": "Yearly report"}]}]));
    assert_eq!(found(&read_text(&body)), []);
}

#[test]
fn the_file_that_is_filled_in() {
    let cases = [
        (json!({"prompt": "// Path: src/a.ts\nconst x ="}), vec![("src/a.ts", "cursor")]),
        (json!({"prompt": "# filepath: a.py\ndef f(", "suffix": ")"}), vec![("a.py", "cursor")]),
        (json!({"prompt": ["<!-- Path: a.html -->\n", "```py b.py\n"]}), vec![("a.html", "cursor"), ("b.py", "fence")]),
        (json!({"prompt": "# path: the way\n# see Path: a.py\nPath: b.py\n"}), vec![]),
    ];
    for (body, files) in cases {
        assert_eq!(found(&read_text(&body.to_string())), files, "{body}");
    }
}

#[test]
fn the_file_at_the_cursor_is_found_behind_any_number_of_others() {
    let others: String = (0..3_000).map(|part| format!("<|file_sep|>src/p{part}.py\nx = 1\n")).collect();
    let prompt = format!("{others}<|file_sep|>src/last.py\n<|fim_prefix|>def f(<|fim_suffix|>return 1<|fim_middle|>");
    let reading = read_text(&json!({"prompt": prompt}).to_string());
    assert_eq!((reading.facts.files.len(), found(&reading)[0]), (1_000, ("src/last.py", "cursor")));
    assert_eq!(codes(&reading), ["files_cut"]);
    // Halves of tokens, and tokens alone, are no harm.
    for piece in ["<|fim_prefix|>", "<file_sep>", "<|fim_pre", "+++++ ", "#", "\n", "[PREFIX]", "# Path: ", "｜"] {
        assert_eq!(found(&read_text(&json!({"prompt": piece.repeat(10_000)}).to_string())), [], "{piece}");
    }
}
