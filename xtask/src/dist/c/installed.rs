//! The package, unpacked and moved to an empty folder: what is in it, and hosts that are built with it.

use super::{DOCS, HEADERS, Names, archive};
use crate::c_header::left_out;
use crate::declarations::functions;
use crate::dist::{bom, licenses, scratch, tools, trial};
use crate::shell::{Shell, need, read, text};
use crate::steps::SKIPPED;
use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const WARNINGS: [&str; 4] = ["-Wall", "-Wextra", "-Werror", "-pedantic"];
/// What the archive needs besides itself.
const PRIVATE: [&str; 3] = ["-lpthread", "-ldl", "-lm"];

/// The unpacked package, in a folder with nothing else.
struct Place<'a> {
    shell: &'a Shell,
    folder: PathBuf,
    prefix: PathBuf,
    names: Names,
}

/// Installs the package and builds hosts with it; gives what was seen.
pub fn test(shell: &Shell, out: &Path) -> Result<String, String> {
    if !tools::linux(shell) {
        return Ok(format!("the package{SKIPPED}it is tried on Linux alone"));
    }
    let place = Place::unpacked(shell, out)?;
    let mut said = vec![place.complete()?, place.old_libc()?, place.archive_shows_us_alone()?];
    said.push(place.with_pkg_config()?);
    said.push(place.with_cmake()?);
    said.push(place.in_cpp()?);
    said.push(place.beside_sqlite()?);
    trial::remove(&place.folder)?;
    Ok(said.join("\n"))
}

impl<'a> Place<'a> {
    fn unpacked(shell: &'a Shell, out: &Path) -> Result<Self, String> {
        let names = Names::of(shell)?;
        let folder = scratch("c")?;
        read(Command::new("tar").arg("-xf").arg(archive(&names, out)).arg("-C").arg(&folder))?;
        // Nothing in it may know where it was unpacked.
        let prefix = folder.join("moved");
        let at = folder.join(&names.package);
        fs::rename(&at, &prefix).map_err(|error| format!("`{}`: {error}", at.display()))?;
        Ok(Place { shell, folder, prefix, names })
    }

    /// A command in the folder, where neither this repository nor its build nor Rust is known.
    fn command(&self, program: &str) -> Command {
        let mut command = trial::bare(Path::new(program), &self.folder);
        command.env("PATH", without_rust(&std::env::var_os("PATH").unwrap_or_default()));
        command.env("PKG_CONFIG_PATH", self.prefix.join("lib/pkgconfig"));
        command
    }

    fn lib(&self, name: &str) -> PathBuf {
        self.prefix.join("lib").join(name)
    }

    fn complete(&self) -> Result<String, String> {
        let [file, soname, plain] = &self.names.shared;
        let unmade = left_out(self.shell, "doxygen", "--version", "doxygen", false)?;
        let pages: &[&str] = if unmade.is_some() {
            &[]
        } else {
            &["html/index.html", "html/codegate_8h.html", "html/codegate_8hpp.html"]
        };
        let docs = ["README.md", "LICENSE", "NOTICE", licenses::NAME, bom::NAME].iter().chain(pages);
        let docs = docs.map(|name| format!("{DOCS}/{name}"));
        for path in HEADERS.iter().map(|header| (*header).to_owned()).chain(docs) {
            if !self.prefix.join(&path).is_file() {
                return Err(format!("`{path}` is not in the package"));
            }
        }
        for header in HEADERS {
            if text(&self.prefix.join(header))? != text(&need(self.shell, header)?)? {
                return Err(format!("`{header}` in the package is another one"));
            }
        }
        for (link, to) in [(soname, file), (plain, soname)] {
            let found = fs::read_link(self.lib(link)).map_err(|error| format!("`{link}`: {error}"))?;
            if found != Path::new(to) {
                return Err(format!("`{link}` leads to `{}`, not to `{to}`", found.display()));
            }
        }
        let dynamic = read(self.command("objdump").arg("-p").arg(self.lib(file)))?;
        if !dynamic.lines().any(|line| line.split_whitespace().eq(["SONAME", soname])) {
            return Err(format!("the shared library does not call itself `{soname}`"));
        }
        let pages = unmade.map_or("pages".into(), |left_out| format!("no pages, as {left_out}"));
        Ok(format!("headers, libraries as `{soname}`, licences and {pages}"))
    }

    /// The newest version of the C library that the shared library asks for.
    fn old_libc(&self) -> Result<String, String> {
        let listing = read(self.command("objdump").arg("-T").arg(self.lib(&self.names.shared[0])))?;
        let versions = listing.split("GLIBC_").skip(1).filter_map(|rest| {
            let version = rest.split(|c: char| !(c.is_ascii_digit() || c == '.')).next()?;
            numbers(version)
        });
        let newest = versions.max().ok_or("the shared library asks for no version of glibc")?;
        let shown = newest.iter().map(u32::to_string).collect::<Vec<_>>().join(".");
        match numbers(tools::GLIBC) {
            Some(oldest) if newest <= oldest => Ok(format!("glibc {shown} suffices")),
            _ => Err(format!("the shared library needs glibc {shown}, but should do with {}", tools::GLIBC)),
        }
    }

    fn archive_shows_us_alone(&self) -> Result<String, String> {
        let archive = self.lib("libcodegate.a");
        let shown = shown_by(self.command("nm"), &archive)?;
        let declared: BTreeSet<String> = functions(self.shell)?.into_iter().map(|one| one.name).collect();
        if shown != declared {
            let odd: Vec<&String> = shown.symmetric_difference(&declared).take(10).collect();
            return Err(format!("the archive and the header differ in {odd:?}"));
        }
        let members = read(self.command("ar").arg("t").arg(&archive))?;
        let sections = read(self.command("objdump").arg("-h").arg(&archive))?;
        let bitcode = sections.split_whitespace().find(|word| [".llvmbc", ".llvmcmd"].contains(word));
        if let Some(section) = bitcode {
            return Err(format!("the archive has bitcode, in a section `{section}`"));
        }
        if members.lines().count() != 1 {
            return Err(format!("the archive has more objects than one:\n{members}"));
        }
        let size = |path: PathBuf| fs::metadata(&path).map_err(|error| format!("`{}`: {error}", path.display()));
        let (now, before) = (size(archive)?.len(), size(tools::built(self.shell).join("libcodegate.a"))?.len());
        let shared = size(self.lib(&self.names.shared[0]))?.len();
        Ok(format!(
            "the archive shows the header's {} functions alone; {now} bytes of {before}; the shared library: {shared}",
            shown.len()
        ))
    }

    /// The README's example in C, with what pkg-config says.
    fn with_pkg_config(&self) -> Result<String, String> {
        if let Some(left_out) = left_out(self.shell, "pkg-config", "--version", "pkg-config", false)? {
            return Ok(left_out);
        }
        self.example("first.c", "c")?;
        let asked = |arguments: &[&str]| {
            let said = read(self.command("pkg-config").args(arguments).arg("codegate"))?;
            Ok::<_, String>(said.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        };
        let rpath = format!("-Wl,-rpath,{}", self.prefix.join("lib").display());
        let mut shared = self.c(&["first.c", "-o", "first-shared"]);
        read(shared.args(asked(&["--cflags", "--libs"])?).arg(rpath))?;
        let mut fixed = self.c(&["-static", "first.c", "-o", "first-static"]);
        read(fixed.args(asked(&["--static", "--cflags", "--libs"])?))?;
        let mut archive = self.c(&["first.c", "-o", "first-archive"]);
        read(archive.args(asked(&["--cflags"])?).arg(self.lib("libcodegate.a")).args(PRIVATE))?;
        for (program, is_shared) in [("first-shared", true), ("first-static", false), ("first-archive", false)] {
            self.first_in_c(program, is_shared)?;
        }
        let version = read(self.command("pkg-config").args(["--modversion", "codegate"]))?;
        if version.trim() != self.names.version {
            return Err(format!("pkg-config says that this is {version}"));
        }
        Ok("the README's example runs by pkg-config: shared, static, and with the archive".into())
    }

    /// The same, by `find_package`.
    fn with_cmake(&self) -> Result<String, String> {
        if let Some(left_out) = left_out(self.shell, "cmake", "--version", "cmake", false)? {
            return Ok(left_out);
        }
        self.example("first.c", "c")?;
        let (major, minor) = self.names.version.split_once('.').unwrap_or(("0", "0"));
        let minor = minor.split('.').next().unwrap_or_default();
        let asked = |version: &str| {
            let project = format!(
                "cmake_minimum_required(VERSION 3.13)\nproject(first C)\nset(CMAKE_C_STANDARD 99)\n\
                 find_package(codegate {version} CONFIG REQUIRED)\n\
                 foreach(kind shared static)\n  add_executable(cmake-${{kind}} first.c)\n  \
                 target_link_libraries(cmake-${{kind}} codegate::${{kind}})\nendforeach()\n"
            );
            self.write("CMakeLists.txt", &project)?;
            let mut configure = self.command("cmake");
            configure.args(["-S", ".", "-B", "."]).arg(format!("-DCMAKE_PREFIX_PATH={}", self.prefix.display()));
            read(&mut configure)
        };
        let newer = format!("{major}.{}", minor.parse::<u32>().unwrap_or_default() + 1);
        if asked(&newer).is_ok() {
            return Err(format!("CMake takes this for version {newer}"));
        }
        asked(&format!("{major}.{minor}"))?;
        asked("")?;
        read(self.command("cmake").args(["--build", "."]))?;
        self.first_in_c("cmake-shared", true)?;
        self.first_in_c("cmake-static", false)?;
        Ok("the README's example runs by CMake: codegate::shared and codegate::static".into())
    }

    /// The README's example in C++, by every compiler that is here.
    fn in_cpp(&self) -> Result<String, String> {
        self.example("first.cpp", "cpp")?;
        let mut with = Vec::new();
        for (compiler, package) in [("g++", "g++"), ("clang++", "clang")] {
            if let Some(left_out) = left_out(self.shell, compiler, "--version", package, false)? {
                with.push(left_out);
                continue;
            }
            let mut build = self.command(compiler);
            build.args(WARNINGS).args(["-std=c++17", "-I", "moved/include", "first.cpp", "-o", "first-cpp"]);
            read(build.arg(self.lib("libcodegate.a")).args(PRIVATE))?;
            let printed = read(&mut self.command("./first-cpp"))?;
            trial::as_promised(self.shell, &printed)?;
            with.push(compiler.to_owned());
        }
        Ok(format!("the README's example in C++ runs: {}", with.join(", ")))
    }

    /// A host with a SQLite of its own, shared and not, linked before and after ours, keeps it.
    fn beside_sqlite(&self) -> Result<String, String> {
        let source = text(&need(self.shell, "tests/dist/sqlite_host.c")?)?;
        self.write("sqlite_host.c", &source)?;
        if read(&mut self.c(&["-I", "moved/include", "-fsyntax-only", "sqlite_host.c"])).is_err() {
            let missing = "it is not installed, e.g. `apt install libsqlite3-dev`";
            return Ok(format!("a host's own SQLite{SKIPPED}{missing}"));
        }
        let archive = self.lib("libcodegate.a").display().to_string();
        let shared = self.lib("libcodegate.so").display().to_string();
        let mut seen = BTreeSet::new();
        let mut ways = 0;
        for ours in [&archive, &shared] {
            for theirs in ["-lsqlite3", "-l:libsqlite3.a"] {
                for libraries in [[ours.as_str(), theirs], [theirs, ours.as_str()]] {
                    seen.insert(self.sqlite_host(&libraries)?);
                    ways += 1;
                }
            }
        }
        if seen.len() != 1 {
            return Err(format!("the ways to link differ: {seen:?}"));
        }
        // What all this is for: with the archive as cargo makes it, the host gets another SQLite.
        let as_built = tools::built(self.shell).join("libcodegate.a").display().to_string();
        match self.sqlite_host(&[&as_built, "-lsqlite3"]) {
            Err(error) if error.contains("the host runs with another SQLite than its own") => {}
            other => {
                return Err(format!("with the archive as cargo makes it, the host should lose its SQLite: {other:?}"));
            }
        }
        let said = seen.into_iter().next().unwrap_or_default();
        Ok(format!("a host keeps its own SQLite, linked in {ways} ways: {}", said.trim()))
    }

    fn sqlite_host(&self, libraries: &[&str]) -> Result<String, String> {
        let mut build = self.c(&["-I", "moved/include", "sqlite_host.c", "-o", "sqlite_host"]);
        build.args(libraries).args(PRIVATE).arg(format!("-Wl,-rpath,{}", self.prefix.join("lib").display()));
        read(&mut build)?;
        read(&mut self.command("./sqlite_host")).map_err(|error| format!("linked with {libraries:?}: {error}"))
    }

    fn c(&self, arguments: &[&str]) -> Command {
        let mut cc = self.command("cc");
        cc.args(WARNINGS).arg("-std=c99").args(arguments);
        cc
    }

    /// The README's first example of a language, word for word.
    fn example(&self, name: &str, language: &str) -> Result<(), String> {
        self.write(name, &trial::example(self.shell, language)?)
    }

    fn write(&self, name: &str, content: &str) -> Result<(), String> {
        fs::write(self.folder.join(name), content).map_err(|error| format!("`{name}`: {error}"))
    }

    /// Runs the README's example, which prints a receipt; and sees by what it was linked with.
    fn first_in_c(&self, program: &str, is_shared: bool) -> Result<(), String> {
        let printed = read(&mut self.command(&format!("./{program}")))?;
        let parts = [r#""model":"gpt-5.1""#, r#""total_tokens":1500"#, r#""cost":"0.0045""#];
        if let Some(part) = parts.iter().find(|part| !printed.contains(*part)) {
            return Err(format!("`{program}` prints no `{part}` but: {printed}"));
        }
        let needed = read(self.command("objdump").arg("-p").arg(program))?;
        if needed.contains("libcodegate.so") == is_shared {
            Ok(())
        } else {
            Err(format!("`{program}` is not linked as it should be"))
        }
    }
}

/// The folders of a path in which there is no Rust, but for those that have the compiler for C, too.
fn without_rust(path: &OsStr) -> OsString {
    let rust = |folder: &PathBuf| ["cargo", "rustc"].iter().any(|name| folder.join(name).exists());
    let kept = std::env::split_paths(path).filter(|folder| !rust(folder) || folder.join("cc").exists());
    std::env::join_paths(kept).unwrap_or_default()
}

/// The global symbols that an archive defines.
fn shown_by(mut nm: Command, archive: &Path) -> Result<BTreeSet<String>, String> {
    let listing = read(nm.args(["-g", "--defined-only", "--format=posix"]).arg(archive))?;
    let names = listing.lines().filter(|line| !line.ends_with(':')).filter_map(|line| line.split(' ').next());
    Ok(names.map(str::to_owned).collect())
}

/// `2.28`, to be compared.
fn numbers(version: &str) -> Option<Vec<u32>> {
    version.trim_end_matches('.').split('.').map(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::{numbers, without_rust};
    use std::ffi::OsStr;

    #[test]
    fn versions_are_compared_by_their_numbers() {
        assert!(numbers("2.4") < numbers("2.28"));
        assert!(numbers("2.2.5") < numbers("2.28"));
        assert_eq!(numbers("2.x"), None);
    }

    #[test]
    fn a_path_leads_to_no_rust() {
        let folder = std::env::temp_dir().join(format!("codegate-path-{}", std::process::id()));
        for file in ["rust/cargo", "c/cc", "both/rustc", "both/cc"].map(|file| folder.join(file)) {
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, "").unwrap();
        }
        let path = |names: &[&str]| std::env::join_paths(names.iter().map(|name| folder.join(name))).unwrap();
        let kept = without_rust(&path(&["rust", "c", "both"]));
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(kept, path(&["c", "both"]));
        assert_eq!(without_rust(OsStr::new("")), "");
    }
}
