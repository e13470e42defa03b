//! The price snapshot that ships: converted from the data of the pinned genai-prices.

use crate::python;
use crate::shell::{Shell, need, run};

/// Writes it again. A test holds the committed one against what the same script gives.
pub fn write(shell: &Shell) -> Result<(), String> {
    let script = need(shell, "xtask/prices/convert.py")?;
    python::install(shell, "tests/python/requirements.txt")?;
    let snapshot = shell.root.join("codegate-core/src/price/snapshot.json");
    run(python::program(shell, "python").arg(script).arg(snapshot)).map(|_| ())
}
