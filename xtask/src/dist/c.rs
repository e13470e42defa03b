//! The package for C and C++: a relocatable prefix in one archive.

mod installed;

pub use installed::test;

use super::trial::copy;
use super::{bom, licenses, tools};
use crate::c_header::left_out;
use crate::declarations::{HEADER, functions};
use crate::shell::{Shell, need, read, run, text};
use crate::versions;
use std::fs;
use std::path::{Path, PathBuf};

const TEMPLATES: &str = "xtask/dist/c";
const DOCS: &str = "share/doc/codegate";
pub const HEADERS: [&str; 2] = [HEADER, "include/codegate.hpp"];

/// What a package is called, and its libraries.
struct Names {
    version: String,
    /// Of the archive and of the folder in it: `codegate-0.1.0-linux-x64-gnu`.
    package: String,
    /// The file that the others are links to, the name that programs look for, and the one that linkers look for; on Windows
    /// these are one.
    shared: [String; 3],
}

impl Names {
    fn of(shell: &Shell) -> Result<Self, String> {
        let version = versions::workspace(&shell.root)?;
        let minor = version.rsplit_once('.').map_or(version.as_str(), |(minor, _)| minor);
        let parts: Vec<&str> = shell.host.split('-').collect();
        let (system, libraries): (String, [String; 3]) = match parts.as_slice() {
            [_, _, "linux", libc] => (
                format!("linux-{}-{libc}", machine(&parts)),
                [format!("libcodegate.so.{version}"), format!("libcodegate.so.{minor}"), "libcodegate.so".into()],
            ),
            [_, "apple", "darwin"] => (
                format!("darwin-{}", machine(&parts)),
                [
                    format!("libcodegate.{version}.dylib"),
                    format!("libcodegate.{minor}.dylib"),
                    "libcodegate.dylib".into(),
                ],
            ),
            [_, _, "windows", _] => (format!("win32-{}", machine(&parts)), ["codegate.dll"; 3].map(str::to_owned)),
            _ => return Err(format!("there is no package for C for `{}`", shell.host)),
        };
        Ok(Names { package: format!("codegate-{version}-{system}"), shared: libraries, version })
    }

    /// A template with the names in it.
    fn fill(&self, template: &str) -> String {
        let mut parts = self.version.split('.');
        // The name that build.rs of codegate-ffi gives it.
        let path = if self.shared[1].ends_with(".dylib") { "@rpath/" } else { "" };
        let soname = format!("{path}{}", self.shared[1]);
        let fields = [
            ("@VERSION@", self.version.as_str()),
            ("@MAJOR@", parts.next().unwrap_or_default()),
            ("@MINOR@", parts.next().unwrap_or_default()),
            ("@SHARED@", &self.shared[0]),
            ("@SONAME@", &soname),
            ("@GLIBC@", tools::GLIBC),
        ];
        fields.iter().fold(template.to_owned(), |filled, (field, value)| filled.replace(field, value))
    }
}

/// A machine as Node calls it, by whose names all packages go.
fn machine<'a>(parts: &[&'a str]) -> &'a str {
    match parts[0] {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => other,
    }
}

/// Builds the library and packs the prefix.
pub fn build(shell: &Shell, out: &Path) -> Result<(), String> {
    let names = Names::of(shell)?;
    run(&mut tools::cargo(shell, "build --release --locked -p codegate-ffi"))?;
    let folder = shell.target.join("dist-c");
    super::empty(&folder)?;
    let prefix = folder.join(&names.package);
    for header in HEADERS {
        copy(&need(shell, header)?, &prefix.join(header))?;
    }
    libraries(shell, &names, &prefix)?;
    for (template, to) in [
        ("codegate.pc", "lib/pkgconfig"),
        ("codegate-config.cmake", "lib/cmake/codegate"),
        ("codegate-config-version.cmake", "lib/cmake/codegate"),
        ("README.md", DOCS),
    ] {
        let filled = names.fill(&text(&need(shell, &format!("{TEMPLATES}/{template}"))?)?);
        written(&prefix.join(to).join(template), &filled)?;
    }
    for name in ["LICENSE", "NOTICE"] {
        copy(&need(shell, name)?, &prefix.join(DOCS).join(name))?;
    }
    copy(&licenses::file(out), &prefix.join(DOCS).join(licenses::NAME))?;
    copy(&bom::file(shell, out), &prefix.join(DOCS).join(bom::NAME))?;
    pages(shell, &names, &prefix)?;
    let (archive, mut pack) = (archive(&names, out), tools::program(shell, "python"));
    made(&archive)?;
    read(pack.arg("xtask/dist/pack.py").arg(archive).arg(&prefix)).map(|_| ())
}

/// The shared library with its links, and on Linux the archive. What keeps an archive's symbols to itself is of ELF here.
fn libraries(shell: &Shell, names: &Names, prefix: &Path) -> Result<(), String> {
    let (built, lib) = (tools::built(shell), prefix.join("lib"));
    let [file, soname, plain] = &names.shared;
    if plain.ends_with(".dll") {
        copy(&built.join("codegate.dll.lib"), &lib.join("codegate.lib"))?;
        return copy(&built.join(plain), &prefix.join("bin").join(plain));
    }
    copy(&built.join(plain), &lib.join(file))?;
    link(file, &lib.join(soname))?;
    link(soname, &lib.join(plain))?;
    if !tools::linux(shell) {
        return Ok(());
    }
    let object = lib.join("codegate.o");
    one_object(shell, &built.join("libcodegate.a"), &object)?;
    read(shell.command("ar").arg("rcsD").arg(lib.join("libcodegate.a")).arg(&object))?;
    fs::remove_file(&object).map_err(|error| format!("`{}`: {error}", object.display()))
}

/// Everything that our functions need as one object that shows them alone. As cargo makes it, the archive shows SQLite and
/// Rust's library as well: a host's own SQLite would be replaced without a word, or in part, and then its calls fail.
fn one_object(shell: &Shell, archive: &Path, object: &Path) -> Result<(), String> {
    let mut wanted = String::new();
    let joined = object.with_extension("all.o");
    let mut ld = shell.command("ld");
    // A group of sections may be dropped for one of the same name in another object, which then has to show its symbols.
    ld.args(["-r", "--gc-sections", "--force-group-allocation"]);
    for function in functions(shell)? {
        ld.args(["-u", &function.name]);
        wanted += &format!("{}\n", function.name);
    }
    read(ld.arg("--whole-archive").arg(archive).arg("-o").arg(&joined))?;
    let shown = object.with_extension("symbols");
    written(&shown, &wanted)?;
    // Without what only the compiler's own linker reads, and the debug information of SQLite.
    let mut objcopy = shell.command("objcopy");
    objcopy.args(["--strip-unneeded", "--remove-section=.llvmbc", "--remove-section=.llvmcmd"]);
    objcopy.arg(format!("--keep-global-symbols={}", shown.display())).arg(&joined).arg(object);
    read(&mut objcopy)?;
    for file in [joined, shown] {
        fs::remove_file(&file).map_err(|error| format!("`{}`: {error}", file.display()))?;
    }
    Ok(())
}

/// The headers as pages to browse, where doxygen is installed.
fn pages(shell: &Shell, names: &Names, prefix: &Path) -> Result<(), String> {
    if let Some(left_out) = left_out(shell, "doxygen", "--version", "doxygen", false)? {
        println!("{left_out}");
        return Ok(());
    }
    let docs = prefix.join(DOCS);
    let input = HEADERS.iter().map(|header| prefix.join(header)).chain([docs.join("README.md")]);
    let input: Vec<String> = input.map(|path| format!("\"{}\"", path.display())).collect();
    let settings = format!(
        "PROJECT_NAME = codegate\nPROJECT_NUMBER = {}\nINPUT = {}\nUSE_MDFILE_AS_MAINPAGE = \"{}\"\n\
         OUTPUT_DIRECTORY = \"{}\"\nSTRIP_FROM_PATH = \"{}\"\nGENERATE_LATEX = NO\nQUIET = YES\nWARN_AS_ERROR = YES\n\
         MACRO_EXPANSION = YES\nEXPAND_ONLY_PREDEF = YES\nPREDEFINED = CODEGATE_API= CODEGATE_CHECK= \
         __cpp_exceptions=1\nHTML_TIMESTAMP = NO\nHAVE_DOT = NO\nEXCLUDE_SYMBOLS = *::detail *::detail::*\n",
        names.version,
        input.join(" "),
        docs.join("README.md").display(),
        docs.display(),
        prefix.display(),
    );
    let doxyfile = prefix.with_file_name("Doxyfile");
    written(&doxyfile, &settings)?;
    read(shell.command("doxygen").arg(&doxyfile)).map(|_| ())
}

fn archive(names: &Names, out: &Path) -> PathBuf {
    out.join("c").join(format!("{}.tar.xz", names.package))
}

fn written(path: &Path, content: &str) -> Result<(), String> {
    made(path)?;
    fs::write(path, content).map_err(|error| format!("`{}`: {error}", path.display()))
}

/// Makes the folder that a file lies in.
fn made(path: &Path) -> Result<(), String> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder).map_err(|error| format!("`{}`: {error}", folder.display()))
}

#[cfg(unix)]
fn link(to: &str, at: &Path) -> Result<(), String> {
    std::os::unix::fs::symlink(to, at).map_err(|error| format!("`{}`: {error}", at.display()))
}

#[cfg(not(unix))]
fn link(_: &str, at: &Path) -> Result<(), String> {
    Err(format!("`{}`: links are made on Unix alone", at.display()))
}
