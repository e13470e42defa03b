//! The crates, as they are published.

use super::{scratch, tools, trial};
use crate::shell::{Shell, need, read, run, text};
use crate::versions;
use std::path::Path;
use std::time::Instant;

/// Those that are published, each after what it depends on.
const CRATES: [&str; 3] = ["codegate-locks", "codegate-core", "codegate-cli"];

/// Packs them into `rust/` of the folder; the order to publish them in is in a file beside them.
pub fn build(shell: &Shell, out: &Path) -> Result<(), String> {
    let version = versions::workspace(&shell.root)?;
    let mut package = tools::cargo(shell, "package --locked --no-verify --allow-dirty");
    for name in crates(shell) {
        package.args(["-p", name]);
    }
    run(&mut package)?;
    for name in crates(shell) {
        let file = format!("{name}-{version}.crate");
        trial::copy(&shell.target.join("package").join(&file), &out.join("rust").join(&file))?;
    }
    Ok(())
}

/// The README's example in a crate of its own, over the packed crates.
pub fn test(shell: &Shell, out: &Path) -> Result<String, String> {
    let version = versions::workspace(&shell.root)?;
    let place = scratch("rust")?;
    let start = Instant::now();
    let mut patches = String::new();
    for name in crates(shell) {
        let package = out.join("rust").join(format!("{name}-{version}.crate"));
        run(shell.command("tar").arg("-xzf").arg(package).arg("-C").arg(&place))?;
        complete(&place.join(format!("{name}-{version}")))?;
        if name != "codegate-cli" {
            patches += &format!("{name} = {{ path = \"{name}-{version}\" }}\n");
        }
    }
    let manifest = format!(
        "[package]\nname = \"first\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\ncodegate-core = \
         \"{version}\"\n\n[patch.crates-io]\n{patches}\n[profile.dev]\ndebug = false\n"
    );
    let write =
        |name: &str, content: &str| std::fs::write(place.join(name), content).map_err(|error| error.to_string());
    write("Cargo.toml", &manifest)?;
    // The versions that were tested here; cargo leaves out what this crate does not use.
    write("Cargo.lock", &text(&need(shell, "Cargo.lock")?)?)?;
    std::fs::create_dir_all(place.join("src")).map_err(|error| error.to_string())?;
    write("src/main.rs", &trial::example(shell, "rust")?)?;
    let mut cargo = shell.cargo("run --quiet");
    let printed = read(cargo.current_dir(&place).env("CARGO_TARGET_DIR", place.join("target")))?;
    trial::as_promised(shell, &printed)?;
    trial::remove(&place)?;
    Ok(format!("{} crates; empty folder to receipt in {:.0} s", crates(shell).len(), start.elapsed().as_secs_f64()))
}

/// A crate says what its page needs, and carries its licence.
fn complete(folder: &Path) -> Result<(), String> {
    let manifest = text(&folder.join("Cargo.toml"))?;
    let lacks = ["description", "license", "repository", "readme", "keywords", "categories"];
    for key in lacks {
        if !manifest.lines().any(|line| line.starts_with(&format!("{key} = "))) {
            return Err(format!("`{}` has no `{key}`", folder.display()));
        }
    }
    for file in ["LICENSE", "NOTICE", "README.md"] {
        if text(&folder.join(file))?.lines().count() < 5 {
            return Err(format!("`{}` has no whole `{file}`", folder.display()));
        }
    }
    Ok(())
}

fn crates(shell: &Shell) -> Vec<&'static str> {
    CRATES.into_iter().filter(|name| shell.root.join(name).exists()).collect()
}
