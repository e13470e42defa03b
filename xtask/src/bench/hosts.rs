//! What hosts see: what plug-ins add to a request, how long loops stand still, how long the command line takes.

use crate::shell::{Shell, need, run};
use crate::{node, python};
use std::fmt::Write;

/// The figures as parts of the report. The packages are built already, as releases.
pub fn figures(shell: &Shell) -> Result<String, String> {
    run(&mut shell.cargo("build -p codegate-cli --release --locked"))?;
    python::install(shell, "tests/python/plugins/requirements.txt")?;
    let newer = node::with_packages(shell)?;
    let python = |script: &str| {
        let mut command = python::program(shell, "python");
        command.arg(need(shell, script)?);
        Ok::<_, String>(command)
    };
    let mut report = String::new();
    let mut part = |title: &str, note: &str, figures: &str| {
        let _ = write!(report, "\n## {title}\n\n{note}\n\n");
        figures.trim_end().lines().for_each(|line| {
            let _ = writeln!(report, "    {}", line.trim_end());
        });
    };
    let plugins = run(&mut python("tests/bench/plugins.py")?)?;
    let note = "Milliseconds of a call over the bare SDK, over the plug-in, and their ratio; both by turns to a server on this\n\
        machine that answers at once. What is added is mostly the durable record.";
    part("Plug-ins for Python", note, &plugins);
    let plugins = run(shell.command(newer).arg(need(shell, "tests/node/plugins/overhead.mjs")?))?;
    part("Plug-ins for Node", "The same, of a stream of 41 events.", &plugins);
    let loops = run(&mut python("tests/bench/lag.py")?)? + &run(shell.command("node").arg("tests/bench/lag.mjs"))?;
    let note = "200 streams end while another process holds the store for 3 seconds; first in Python, then in Node. The rows of\n\
        `finish` on the loop are the controls.";
    part("Loops", note, &loops);
    let program = shell.built().with_file_name("release").join("codegate");
    let starts = run(python("tests/bench/cli.py")?.arg(program))?;
    part("The command line", "A store of 100,000 exchanges; each run is a new process.", &starts);
    Ok(report)
}
