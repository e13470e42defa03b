//! Comma-separated values by RFC 4180: CRLF after every record, cells in double quotes where needed.

/// Writes one record.
///
/// A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula, and the names of clients and models
/// are untrusted; so `text` of that kind gets an apostrophe in front. JSON lines keep it unchanged.
pub(crate) fn record(out: &mut String, cells: &[Cell]) {
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        match cell {
            Cell::Text(text) => push(out, text),
            Cell::Number(number) => out.push_str(number),
            Cell::Empty => {}
        }
    }
    out.push_str("\r\n");
}

/// The content of a cell.
pub(crate) enum Cell {
    /// Untrusted text.
    Text(String),
    /// A number of our own, which may be negative.
    Number(String),
    /// Nothing: what is unknown.
    Empty,
}

impl Cell {
    pub(crate) fn text(text: Option<impl Into<String>>) -> Cell {
        text.map_or(Cell::Empty, |text| Cell::Text(text.into()))
    }
}

fn push(out: &mut String, text: &str) {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let quoted = text.contains([',', '"', '\r', '\n']);
    if quoted {
        out.push('"');
    }
    if formula {
        out.push('\'');
    }
    if quoted {
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_need_it_and_formulas_are_disarmed() {
        for (text, written) in [
            ("plain", "plain"),
            ("a,b", "\"a,b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("two\r\nlines", "\"two\r\nlines\""),
            ("=1+1", "'=1+1"),
            ("+x", "'+x"),
            ("-x", "'-x"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\""),
            ("", ""),
        ] {
            let mut out = String::new();
            record(&mut out, &[Cell::Text(text.into()), Cell::Number("-1".into()), Cell::Empty]);
            assert_eq!(out, format!("{written},-1,\r\n"), "{text}");
        }
    }
}
