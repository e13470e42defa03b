//! The header as compilers, people and tools read it: C, C++, its own examples, doxygen, LuaJIT.

use crate::c_abi::{SANITIZED, STRICT, compile};
use crate::shell::{Shell, need, read, run, text};
use crate::steps::SKIPPED;
use std::path::PathBuf;

const HEADER: &str = "include/codegate.h";
const GUIDE: &str = "docs/c.md";

/// The header alone, in every C and C++ that hosts use.
pub fn compiled(shell: &Shell) -> Result<String, String> {
    let header = need(shell, HEADER)?;
    let languages = [("cc", "c", ["c99", "c11", "c17"]), ("c++", "c++", ["c++98", "c++11", "c++17"])];
    for (compiler, language, standards) in languages {
        for standard in standards {
            let standard = format!("-std={standard}");
            let mut command = shell.command(compiler);
            command.args(STRICT).args([&standard, "-fsyntax-only", "-x", language]).arg(&header);
            run(&mut command)?;
        }
    }
    Ok("clean as C99, C11, C17, C++98, C++11 and C++17".into())
}

/// A compiler warns of a status that is overlooked, not of a failed clean-up, and not where the host wants no warnings.
pub fn overlooked(shell: &Shell) -> Result<String, String> {
    let accepted = |name: &str, body: &str, flags: &[&str]| {
        let code =
            format!("#include <codegate.h>\nextern codegate_gate *gate;\nint main(void) {{ {body} return 0; }}\n");
        let source = written(shell, &format!("c-header-{name}.c"), &code)?;
        let mut cc = shell.command("cc");
        // Not `-fsyntax-only`: gcc warns of it as it writes the code.
        cc.args(STRICT).args(["-std=c99", "-I", "include", "-c", "-o"]).arg(source.with_extension("o")).args(flags);
        cc.arg(&source);
        Ok::<_, String>(read(&mut cc))
    };
    let (write, close) = ("codegate_session_remove(gate, \"x\", 1, NULL);", "codegate_gate_close(gate, NULL);");
    match accepted("overlooked", write, &[])? {
        Err(message) if message.contains("warn_unused_result") => {}
        other => return Err(format!("an overlooked status should be a warning, but: {other:?}")),
    }
    accepted("cleanup", close, &[])??;
    accepted("unwarned", write, &["-DCODEGATE_CHECK="])??;
    Ok("an overlooked status is a warning; a clean-up is none".into())
}

/// The example of the header and those of the guide, verbatim: compiled and run.
pub fn examples(shell: &Shell) -> Result<String, String> {
    let mut programs = vec![in_comment(&text(&need(shell, HEADER)?)?)];
    programs.extend(fenced(&text(&need(shell, GUIDE)?)?, "c"));
    for (place, example) in programs.iter().enumerate() {
        let source = written(shell, &format!("c-example-{place}.c"), example)?;
        let program = compile(shell, &[source], &format!("c-example-{place}"), &SANITIZED)?;
        run(&mut shell.command(program))?;
    }
    Ok(format!("the example of the header and {} of {GUIDE} run", programs.len() - 1))
}

/// The program in the comment that a header begins with.
pub fn in_comment(header: &str) -> String {
    let lines = header
        .lines()
        .skip_while(|line| !line.starts_with("//     #include"))
        .map_while(|line| line.strip_prefix("//     ").or((line == "//").then_some("")));
    lines.collect::<Vec<_>>().join("\n")
}

/// What doxygen finds: every function, each with text, and nothing to warn of.
pub fn doxygen(shell: &Shell, all: bool) -> Result<String, String> {
    if let Some(left_out) = left_out(shell, "doxygen", "--version", "doxygen", all)? {
        return Ok(left_out);
    }
    let folder = shell.built().join("c-doxygen");
    std::fs::create_dir_all(&folder).map_err(|error| format!("`{}`: {error}", folder.display()))?;
    let settings = format!(
        "INPUT = \"{}\"\nOUTPUT_DIRECTORY = \"{}\"\nGENERATE_HTML = NO\nGENERATE_LATEX = NO\nGENERATE_XML = YES\n\
         QUIET = YES\nWARN_AS_ERROR = YES\nOPTIMIZE_OUTPUT_FOR_C = YES\nMACRO_EXPANSION = YES\n\
         EXPAND_ONLY_PREDEF = YES\nPREDEFINED = CODEGATE_API= CODEGATE_CHECK=\n",
        need(shell, HEADER)?.display(),
        folder.display()
    );
    let settings = written(shell, "c-doxygen/Doxyfile", &settings)?;
    run(shell.command("doxygen").arg(settings))?;
    let found = text(&folder.join("xml/codegate_8h.xml"))?;
    let functions: Vec<&str> = found.split("<memberdef kind=\"function\"").skip(1).collect();
    let told = |function: &&&str| {
        let brief = function.split_once("<briefdescription>").map_or("", |(_, rest)| rest);
        let end = brief.find("<inbodydescription>").unwrap_or(0);
        brief[..end].contains("<para>")
    };
    let (documented, declared) = (functions.iter().filter(told).count(), declarations(&text(&need(shell, HEADER)?)?));
    if documented == declared && declared > 0 {
        Ok(format!("doxygen finds {documented} of {declared} functions documented"))
    } else {
        Err(format!("doxygen finds {documented} of {declared} functions documented"))
    }
}

/// A host in LuaJIT, from the header after one run of the preprocessor.
pub fn luajit(shell: &Shell, all: bool) -> Result<String, String> {
    if let Some(left_out) = left_out(shell, "luajit", "-v", "luajit", all)? {
        return Ok(left_out);
    }
    let mut plain = shell.command("cc");
    plain.args(["-E", "-P", "-DCODEGATE_CDEF", HEADER]);
    let declarations = written(shell, "codegate.cdef", &read(&mut plain)?)?;
    let library = shell.built().join("libcodegate.so");
    let said = run(shell.command("luajit").arg(need(shell, "tests/c/host.lua")?).args([&declarations, &library]))?;
    for (place, example) in fenced(&text(&need(shell, GUIDE)?)?, "lua").iter().enumerate() {
        let source = written(shell, &format!("c-example-{place}.lua"), example)?;
        run(shell.command("luajit").arg(source).args([&declarations, &library]))?;
    }
    let last = said.lines().last().unwrap_or_default();
    if last.ends_with("passed, 0 failed") {
        Ok(format!("luajit: {last}"))
    } else {
        Err(format!("it ended with `{last}`"))
    }
}

/// A line that says so, where a program that a part needs is missing; with `all` that is a failure. `package`: what
/// Debian calls what brings it.
pub fn left_out(shell: &Shell, program: &str, asked: &str, package: &str, all: bool) -> Result<Option<String>, String> {
    match read(shell.command(program).arg(asked)) {
        Ok(_) => Ok(None),
        Err(_) if all => Err(format!("`{program}` is missing; install it, e.g. `apt install {package}`")),
        Err(_) => Ok(Some(format!("{program}{SKIPPED}it is not installed"))),
    }
}

/// The fenced blocks of a language in a document.
pub fn fenced(document: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    let blocks = document.split(&fence).skip(1);
    blocks.filter_map(|rest| rest.split_once("```").map(|(block, _)| block.to_owned())).collect()
}

fn declarations(header: &str) -> usize {
    header.lines().filter(|line| line.starts_with("CODEGATE_API")).count()
}

pub fn written(shell: &Shell, name: &str, content: &str) -> Result<PathBuf, String> {
    let path = shell.built().join(name);
    std::fs::write(&path, content).map_err(|error| format!("`{}`: {error}", path.display()))?;
    Ok(path)
}
