//! Tables as CSV and JSON Lines.

use std::borrow::Cow;

use super::columns::{Cell, Column};

/// The names of columns, as the first line of a CSV file.
pub fn csv_head(columns: &[Column<'_>]) -> String {
    let names: Vec<_> = columns.iter().map(|c| quoted(&c.name)).collect();
    names.join(",") + "\r\n"
}

/// Rows as lines of CSV (RFC 4180): nothing for a value that is absent, quotes where they are needed.
pub fn csv(columns: &[Column<'_>]) -> String {
    let mut out = String::new();
    for row in 0..columns.first().map_or(0, |c| c.values.len()) {
        for (number, column) in columns.iter().enumerate() {
            if number > 0 {
                out.push(',');
            }
            match column.cell(row) {
                Cell::None => {}
                Cell::Bool(value) => out.push_str(if value { "true" } else { "false" }),
                Cell::Int(value) => out.push_str(&value.to_string()),
                Cell::Float(value) => out.push_str(&value.to_string()),
                // An absent value and an empty one are told apart.
                Cell::Text("") => out.push_str("\"\""),
                Cell::Text(words) => out.push_str(&quoted(words)),
            }
        }
        out.push_str("\r\n");
    }
    out
}

/// Rows as one JSON object a line, with all columns in their order.
pub fn json(columns: &[Column<'_>]) -> String {
    let names: Vec<String> = columns.iter().map(|c| string(&c.name)).collect();
    let mut out = String::new();
    for row in 0..columns.first().map_or(0, |c| c.values.len()) {
        for (number, column) in columns.iter().enumerate() {
            out.push(if number == 0 { '{' } else { ',' });
            out.push_str(&names[number]);
            out.push(':');
            match column.cell(row) {
                Cell::None => out.push_str("null"),
                Cell::Bool(value) => out.push_str(if value { "true" } else { "false" }),
                Cell::Int(value) => out.push_str(&value.to_string()),
                Cell::Float(value) => out.push_str(&serde_json::Value::from(value).to_string()),
                Cell::Text(words) => out.push_str(&string(words)),
            }
        }
        out.push_str("}\n");
    }
    out
}

fn string(words: &str) -> String {
    serde_json::Value::from(words).to_string()
}

fn quoted(words: &str) -> Cow<'_, str> {
    if words.contains(['"', ',', '\r', '\n']) || words.starts_with(' ') || words.ends_with(' ') {
        format!("\"{}\"", words.replace('"', "\"\"")).into()
    } else {
        words.into()
    }
}

#[cfg(test)]
mod tests {
    use super::super::columns::Values;
    use super::*;

    #[test]
    fn rows_as_lines() {
        let columns = [
            Column { name: "a".into(), values: Values::Text(vec![Some("x, \"y\"\n".into()), None]) },
            Column { name: "b".into(), values: Values::Float(vec![Some(0.5), None]) },
            Column { name: "c".into(), values: Values::Int(vec![None, Some(3)]) },
            Column { name: "d".into(), values: Values::Bool(vec![Some(true), None]) },
        ];
        assert_eq!(
            csv_head(&columns) + &csv(&columns),
            "a,b,c,d\r\n\"x, \"\"y\"\"\n\",0.5,,true\r\n,,3,\r\n"
        );
        let lines = json(&columns);
        assert_eq!(
            lines,
            "{\"a\":\"x, \\\"y\\\"\\n\",\"b\":0.5,\"c\":null,\"d\":true}\n{\"a\":null,\"b\":null,\"c\":3,\"d\":null}\n"
        );
    }
}
