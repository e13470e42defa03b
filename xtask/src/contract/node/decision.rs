//! A decision in JavaScript, made of its values: they cross without names, which V8 would have to read again each time.

use super::super::shape::{Contract, Field, Record, Type};
use super::super::typescript::camel;
use super::HEAD;

const OF: &str = "Decision";
/// What makes a list of records, whose values follow one another.
const LIST: &str = "\
function list(values, width, make) {
  const records = [];
  for (let at = 0; at < values.length; at += width) records.push(make(values, at));
  return records;
}
";

/// `lib/decision.js`.
pub fn decision(contract: &Contract) -> Result<String, String> {
    let mut wanted = vec![record(contract, OF)?];
    let mut functions = String::new();
    let mut place = 0;
    while let Some(&next) = wanted.get(place) {
        place += 1;
        let mut fields = String::new();
        for (at, field) in next.fields.iter().enumerate() {
            if field.skipped || field.flat {
                return Err(format!("`{}` of `{}` has no place of its own among the values", field.name, next.name));
            }
            let place = if at == 0 { "values[at]".into() } else { format!("values[at + {at}]") };
            let (value, held) = value(contract, next, field, &place)?;
            if let Some(held) = held.filter(|held| wanted.iter().all(|known| known.name != held.name)) {
                wanted.push(held);
            }
            fields += &format!("    {}: {value},\n", camel(&field.wire));
        }
        functions += &format!("\nfunction {}(values, at) {{\n  return {{\n{fields}  }};\n}}\n", function(&next.name));
    }
    Ok(format!(
        "{HEAD}'use strict';\n\n\
         // A decision and what it holds, of their values in the order of the fields: as `json::values` writes them.\n\
         {functions}\n{LIST}\nmodule.exports = {{ {of}: (values) => {of}(values, 0) }};\n",
        of = function(OF)
    ))
}

/// What makes a field, and the record in it.
fn value<'a>(
    contract: &'a Contract,
    of: &Record,
    field: &Field,
    place: &str,
) -> Result<(String, Option<&'a Record>), String> {
    let Some(name) = field.of.named().filter(|name| !contract.is_words(name)) else {
        return Ok((place.into(), None));
    };
    let (make, held) = (function(name), record(contract, name)?);
    let value = match &field.of {
        Type::Named(_) => format!("{make}({place}, 0)"),
        Type::List(inner) if matches!(**inner, Type::Named(_)) => {
            format!("list({place}, {}, {make})", held.fields.len())
        }
        Type::Optional(inner) if matches!(**inner, Type::Named(_)) => {
            format!("{place} === null ? null : {make}({place}, 0)")
        }
        _ => return Err(format!("`{}` of `{}` is nested deeper than its values are read", field.name, of.name)),
    };
    Ok((value, Some(held)))
}

fn record<'a>(contract: &'a Contract, name: &str) -> Result<&'a Record, String> {
    contract.record(name).filter(|found| found.goes_out).ok_or_else(|| format!("the core gives no `{name}`"))
}

fn function(record: &str) -> String {
    let mut letters = record.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
}
