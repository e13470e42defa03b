//! How results are written: tables for people, JSON and CSV for programs.

use crate::errors::Failure;
use crate::visible;
use clap::ValueEnum;
use serde::Serialize;
use serde_json::Value;
use std::io::{self, BufWriter, IsTerminal, Stdout, Write};
use unicode_width::UnicodeWidthStr;

/// When output is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    // On a terminal, unless `NO_COLOR` is set. (A documentation comment would be printed in every command's help.)
    Auto,
    Always,
    Never,
}

/// Where a command writes.
pub(crate) struct Out {
    writer: BufWriter<Stdout>,
    color: Color,
    json: bool,
    terminal: bool,
}

impl Out {
    pub(crate) fn new(json: bool, color: Color) -> Out {
        let stdout = io::stdout();
        let terminal = stdout.is_terminal();
        Out { writer: BufWriter::new(stdout), color, json, terminal }
    }

    /// Whether the result is to be one JSON document.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Whether a person is looking.
    pub(crate) fn is_terminal(&self) -> bool {
        self.terminal
    }

    /// Whether errors, which go to stderr, are coloured.
    pub(crate) fn styled_errors(&self) -> bool {
        self.styled(io::stderr().is_terminal())
    }

    fn styled(&self, terminal: bool) -> bool {
        match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
        }
    }

    /// Writes a record as JSON, or as `human` tells it.
    pub(crate) fn record(&mut self, record: &impl Serialize, human: impl FnOnce() -> String) -> Result<(), Failure> {
        if self.json { self.json(record) } else { self.text(&human()) }
    }

    /// Writes rows as the command line asks for them.
    pub(crate) fn rows<T: Serialize>(
        &mut self,
        rows: &[T],
        csv: Option<&[&str]>,
        table: impl FnOnce() -> Table,
    ) -> Result<(), Failure> {
        match csv {
            Some(columns) => self.csv(rows, columns),
            None if self.json => self.json(rows),
            None => self.table(&table()),
        }
    }

    /// Writes one JSON document.
    pub(crate) fn json<T: Serialize + ?Sized>(&mut self, record: &T) -> Result<(), Failure> {
        let written = if self.terminal { serde_json::to_string_pretty(record) } else { serde_json::to_string(record) };
        let text = written.map_err(|error| Failure::own("output", format!("the result is not JSON: {error}"), ""))?;
        writeln!(self.writer, "{}", visible::json(&text))?;
        Ok(())
    }

    /// Writes lines, each as a terminal may be shown it.
    pub(crate) fn text(&mut self, text: &str) -> Result<(), Failure> {
        let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
        write!(self.writer, "{}{end}", visible::text(text))?;
        Ok(())
    }

    /// Writes a document byte by byte: as it is to a file or a pipe, as a terminal may be shown it to one.
    pub(crate) fn document(&mut self, text: &str) -> Result<(), Failure> {
        let shown = if self.terminal { visible::text(text) } else { text.into() };
        self.writer.write_all(shown.as_bytes())?;
        Ok(())
    }

    /// Writes what has been held back.
    pub(crate) fn flush(&mut self) -> Result<(), Failure> {
        Ok(self.writer.flush()?)
    }

    /// Writes a table. On a terminal its head is bold, and lines that are too long lose their end.
    pub(crate) fn table(&mut self, table: &Table) -> Result<(), Failure> {
        let bold = self.styled(self.terminal);
        let width = self.terminal.then(terminal_size::terminal_size).flatten().map(|(width, _)| usize::from(width.0));
        for (place, line) in table.lines(width).into_iter().enumerate() {
            if bold && place == 0 {
                writeln!(self.writer, "\x1b[1m{line}\x1b[0m")?;
            } else {
                writeln!(self.writer, "{line}")?;
            }
        }
        Ok(())
    }

    fn csv<T: Serialize>(&mut self, rows: &[T], columns: &[&str]) -> Result<(), Failure> {
        let mut text = columns.join(",") + "\r\n";
        for row in rows {
            let value = serde_json::to_value(row)
                .map_err(|error| Failure::own("output", format!("the result is not JSON: {error}"), ""))?;
            let cells: Vec<String> = columns.iter().map(|name| csv_cell(&value[*name])).collect();
            text += &cells.join(",");
            text += "\r\n";
        }
        self.document(&text)
    }
}

/// A cell by RFC 4180. A spreadsheet takes text that begins with `=`, `+`, `-` or `@` for a formula, and names are
/// untrusted: such text gets an apostrophe in front, as in the library's own reports.
fn csv_cell(value: &Value) -> String {
    let text = match value {
        Value::Null => return String::new(),
        Value::String(text) if is_number(text) => return text.clone(),
        Value::String(text) => text.clone(),
        Value::Number(_) | Value::Bool(_) => return value.to_string(),
        Value::Array(_) | Value::Object(_) => value.to_string(),
    };
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    if text.contains([',', '"', '\r', '\n']) {
        format!("\"{guard}{}\"", text.replace('"', "\"\""))
    } else {
        format!("{guard}{text}")
    }
}

/// Money is a decimal in a string, and may be negative.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit()) && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// A table for people.
pub(crate) struct Table {
    head: Vec<(String, Side)>,
    rows: Vec<Vec<String>>,
    /// How long the bar of each row is, 0 to 1; empty where there are none.
    bars: Vec<f64>,
}

/// The widest bar, and the narrowest that tells anything, in columns.
const BAR: usize = 24;
const SHORTEST_BAR: usize = 4;

/// The side at which the cells of a column stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

impl Table {
    /// With these columns; those whose name begins with `>` are numbers and stand at the right.
    pub(crate) fn new(columns: &[&str]) -> Table {
        let side = |name: &&str| match name.strip_prefix('>') {
            Some(name) => (name.to_owned(), Side::Right),
            None => ((*name).to_owned(), Side::Left),
        };
        Table { head: columns.iter().map(side).collect(), rows: Vec::new(), bars: Vec::new() }
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// Adds a bar to the row that was added last.
    pub(crate) fn bar(&mut self, share: f64) {
        self.bars.resize(self.rows.len(), 0.0);
        if let Some(last) = self.bars.last_mut() {
            *last = share;
        }
    }

    /// Its lines, at most so wide if that can be: bars take what room there is, and the last column that is text gives way.
    fn lines(&self, limit: Option<usize>) -> Vec<String> {
        let head: Vec<String> = self.head.iter().map(|(name, _)| name.clone()).collect();
        let shown = |row: &Vec<String>| row.iter().map(|cell| visible::line(cell).into_owned()).collect();
        let mut lines: Vec<Vec<String>> = std::iter::once(head).chain(self.rows.iter().map(shown)).collect();
        let mut widths: Vec<usize> = (0..self.head.len())
            .map(|column| lines.iter().map(|line| line[column].width()).max().unwrap_or(0))
            .collect();
        let all: usize = widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1);
        let flexible = self.head.iter().rposition(|(_, side)| *side == Side::Left);
        if let (Some(limit), Some(column)) = (limit, flexible) {
            let room = widths[column].saturating_sub(all.saturating_sub(limit)).max(8);
            widths[column] = widths[column].min(room);
            lines.iter_mut().for_each(|line| line[column] = cut(&line[column], room));
        }
        let mut lines: Vec<String> = lines.iter().map(|line| self.line(line, &widths)).collect();
        let room = limit.map_or(BAR, |limit| limit.saturating_sub(all + 2).min(BAR));
        for (line, share) in lines.iter_mut().skip(1).zip(&self.bars) {
            let bar = bar(*share, room);
            if room >= SHORTEST_BAR && !bar.is_empty() {
                let gap = " ".repeat((all + 2).saturating_sub(line.width()));
                line.extend([gap.as_str(), &bar]);
            }
        }
        lines
    }

    fn line(&self, cells: &[String], widths: &[usize]) -> String {
        let mut out = String::new();
        for ((cell, width), (_, side)) in cells.iter().zip(widths).zip(&self.head) {
            if !out.is_empty() {
                out.push_str("  ");
            }
            let gap = " ".repeat(width.saturating_sub(cell.width()));
            match side {
                Side::Left => out.extend([cell.as_str(), &gap]),
                Side::Right => out.extend([gap.as_str(), cell]),
            }
        }
        out.truncate(out.trim_end().len());
        out
    }
}

/// A text of at most so many columns.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        if out.width() + unicode_width::UnicodeWidthChar::width(c).unwrap_or(0) + 1 > width {
            break;
        }
        out.push(c);
    }
    out + "…"
}

/// A bar of `share` (0 to 1) of `width` columns, in eighths of one.
fn bar(share: f64, width: usize) -> String {
    const PARTS: [char; 8] = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
    let eighths = (share.clamp(0.0, 1.0) * width as f64 * 8.0).round() as usize;
    let mut out = "█".repeat(eighths / 8);
    if !eighths.is_multiple_of(8) {
        out.push(PARTS[eighths % 8]);
    }
    out
}

/// A count with its thousands apart.
pub(crate) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// So many of a thing: `1 rule`, `2 rules`.
pub(crate) fn many(number: u64, thing: &str) -> String {
    format!("{} {thing}{}", count(number), if number == 1 { "" } else { "s" })
}

/// An optional value, `-` where there is none.
pub(crate) fn dash(value: Option<impl ToString>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_by_the_width_that_a_terminal_gives_characters() {
        let mut table = Table::new(&["name", ">n", "text"]);
        table.row(vec!["日本".into(), "7".into(), "a\x1b[1m\nb".into()]);
        table.row(vec!["é".into(), "1,234".into(), "x".into()]);
        let lines = table.lines(None);
        assert_eq!(lines, ["name      n  text", "日本      7  a\\u{1b}[1m\\nb", "é     1,234  x"]);
        let mut wide = Table::new(&["name", ">n"]);
        wide.row(vec!["long long long long".into(), "7".into()]);
        assert_eq!(wide.lines(Some(15))[1], "long long l…  7");
        wide.bar(0.5);
        assert_eq!(wide.lines(None)[1], format!("long long long long  7  {}", "█".repeat(12)));
        assert_eq!(wide.lines(Some(32))[1], "long long long long  7  ████", "half of the room that there is");
        assert_eq!(wide.lines(Some(27))[1], "long long long long  7", "no room for a bar");
    }

    #[test]
    fn bars_are_drawn_in_eighths() {
        for (share, drawn) in [(0.0, ""), (1.0, "████"), (0.5, "██"), (0.03125, "▏"), (0.28, "█▏"), (7.0, "████")]
        {
            assert_eq!(bar(share, 4), drawn, "{share}");
        }
    }

    #[test]
    fn counts_have_their_thousands_apart() {
        for (number, shown) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(count(number), shown);
        }
    }

    #[test]
    fn cells_of_csv_are_quoted_and_disarmed() {
        for (value, cell) in [
            (Value::Null, ""),
            ("a,\"b\"".into(), "\"a,\"\"b\"\"\""),
            ("=1+1".into(), "'=1+1"),
            ("-0.5".into(), "-0.5"),
            ("-x".into(), "'-x"),
            (serde_json::json!(["a", 1]), "\"[\"\"a\"\",1]\""),
        ] {
            assert_eq!(csv_cell(&value), cell);
        }
    }
}
