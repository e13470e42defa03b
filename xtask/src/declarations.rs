//! What `include/codegate.h` declares: its functions with their comments, as they stand there.

use crate::shell::{Shell, need, text};

pub const HEADER: &str = "include/codegate.h";

/// A function of the header.
pub struct Function {
    pub name: String,
    /// What it returns: `void`, `codegate_status`.
    pub returns: String,
    pub parameters: Vec<Parameter>,
    /// The lines of its comment, without `///`.
    pub doc: Vec<String>,
    /// The heading of its section.
    pub section: String,
}

/// A parameter: `const char *`, `path`.
#[derive(Debug, PartialEq)]
pub struct Parameter {
    pub of: String,
    pub name: String,
}

/// Everything that the header declares, in its order.
pub fn functions(shell: &Shell) -> Result<Vec<Function>, String> {
    read(&text(&need(shell, HEADER)?)?)
}

fn read(header: &str) -> Result<Vec<Function>, String> {
    let (mut found, mut doc, mut section) = (Vec::new(), Vec::new(), String::new());
    let mut lines = header.lines();
    while let Some(line) = lines.next() {
        if let Some(title) = line.strip_prefix("/// @name ") {
            section = title.to_owned();
        } else if let Some(said) = line.strip_prefix("///") {
            doc.push(said.trim().to_owned());
            continue;
        } else if line.starts_with("CODEGATE_API") {
            let mut declaration = String::new();
            for line in lines.by_ref() {
                declaration += line.trim();
                declaration.push(' ');
                if line.ends_with(';') {
                    break;
                }
            }
            let doc = std::mem::take(&mut doc);
            found.push(function(&declaration, doc, &section).ok_or(format!("{HEADER}: cannot read `{declaration}`"))?);
        }
        doc.clear();
    }
    if found.is_empty() { Err(format!("{HEADER} declares no function")) } else { Ok(found) }
}

fn function(declaration: &str, doc: Vec<String>, section: &str) -> Option<Function> {
    let (head, rest) = declaration.trim().split_once('(')?;
    let (inner, _) = rest.rsplit_once(");")?;
    let Parameter { of, name } = parameter(head)?;
    let parameters = match inner.trim() {
        "void" => Vec::new(),
        inner => inner.split(", ").map(parameter).collect::<Option<_>>()?,
    };
    Some(Function { name, returns: of, parameters, doc, section: section.to_owned() })
}

/// `const char *path`: a type, and the name at its end.
fn parameter(declared: &str) -> Option<Parameter> {
    let declared = declared.trim();
    let start = declared.rfind(|c: char| !(c.is_alphanumeric() || c == '_'))? + 1;
    let (of, name) = declared.split_at(start);
    (!name.is_empty()).then(|| Parameter { of: of.trim().to_owned(), name: name.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_functions_with_their_comments() {
        let header = "\
/// @name Texts
/// A type.
typedef struct codegate_text codegate_text;

/// Opens it.
///
/// Errors: `io`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_open(const char *path,
                              size_t path_len,
                              codegate_gate **out);
CODEGATE_API
uint32_t codegate_abi_version(void);
";
        let found = read(header).unwrap();
        assert_eq!(
            found.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(),
            ["codegate_open", "codegate_abi_version"]
        );
        let parameters: Vec<_> = found[0].parameters.iter().map(|one| (one.of.as_str(), one.name.as_str())).collect();
        assert_eq!(parameters, [("const char *", "path"), ("size_t", "path_len"), ("codegate_gate **", "out")]);
        assert_eq!(found[0].doc, ["Opens it.", "", "Errors: `io`."]);
        assert_eq!((found[1].returns.as_str(), found[1].section.as_str()), ("uint32_t", "Texts"));
        assert!(found[1].doc.is_empty() && found[1].parameters.is_empty());
        assert!(read("int x;\n").is_err());
    }
}
