//! The one table format: UTF-8, an entry a line, tabs between the columns, `# key: value` lines on top.

use crate::error::Error;

/// A parsed table; cells are slices of the file.
#[derive(Clone, Debug)]
pub(crate) struct Table<'t> {
    name: &'t str,
    columns: Vec<&'t str>,
    rows: Vec<(usize, &'t str)>,
}

impl<'t> Table<'t> {
    /// Reads a table. The header must give `version`, `source`, `licence` and `columns` (names, tab-separated).
    ///
    /// # Errors
    /// When the header lacks one of these or a row has more cells than columns; file and line are named.
    pub(crate) fn parse(name: &'t str, text: &'t str) -> Result<Self, Error> {
        let mut columns = None;
        let mut seen = [false; 3];
        let mut rows = Vec::new();
        for (i, line) in lines(text).enumerate() {
            if let Some(header) = line.strip_prefix('#') {
                let Some((key, value)) = header.split_once(':') else { continue };
                match key.trim() {
                    "version" => seen[0] = true,
                    "source" => seen[1] = true,
                    "licence" => seen[2] = true,
                    "columns" => columns = Some(value.trim().split('\t').map(str::trim).collect::<Vec<_>>()),
                    _ => {}
                }
            } else if !line.trim().is_empty() {
                rows.push((i + 1, line));
            }
        }
        let Some(columns) = columns.filter(|_| seen == [true; 3]) else {
            return Err(Error::table(name, 1, "the header needs version, source, licence and columns"));
        };
        for (number, line) in &rows {
            let cells = memchr::memchr_iter(b'\t', line.as_bytes()).count() + 1;
            if cells > columns.len() {
                return Err(Error::table(
                    name,
                    *number,
                    format!("{cells} cells for {} columns", columns.len()),
                ));
            }
        }
        Ok(Self { name, columns, rows })
    }

    /// Each row as a lookup by column number; cells that a line leaves out are empty.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'t>> + '_ {
        self.rows.iter().map(|&(line, text)| Row { line, text })
    }

    /// The names of its columns.
    pub(crate) fn columns(&self) -> &[&'t str] {
        &self.columns
    }

    /// The number of a column.
    ///
    /// # Errors
    /// When the table has no such column.
    pub(crate) fn column(&self, name: &str) -> Result<usize, Error> {
        let found = self.columns.iter().position(|c| *c == name);
        found.ok_or_else(|| Error::table(self.name, 1, format!("no column '{name}'")))
    }
}

/// One entry of a table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'t> {
    /// Line number in the file, from 1.
    pub(crate) line: usize,
    text: &'t str,
}

impl<'t> Row<'t> {
    pub(crate) fn get(&self, column: usize) -> &'t str {
        self.text.split('\t').nth(column).map_or("", str::trim)
    }

    /// All cells, as they stand.
    pub(crate) fn cells(&self) -> impl Iterator<Item = &'t str> {
        self.text.split('\t')
    }
}

/// The cells of a table without a header of ours, with the line that they stand in; comments and empty lines left out.
pub(crate) fn cells(text: &str) -> impl Iterator<Item = (usize, Vec<&str>)> {
    let rows = lines(text).enumerate().filter(|(_, line)| !line.starts_with('#') && !line.trim().is_empty());
    rows.map(|(i, line)| (i + 1, line.split('\t').map(str::trim).collect()))
}

/// The lines of a text without their ends.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = memchr::memchr(b'\n', rest.as_bytes());
        let (line, after) = end.map_or((rest, ""), |end| (&rest[..end], &rest[end + 1..]));
        rest = after;
        Some(line.strip_suffix('\r').unwrap_or(line))
    })
}

#[cfg(test)]
mod tests {
    use super::Table;

    #[test]
    fn faults_name_file_and_line() {
        let good = "# version: 1\n# source: us\n# licence: MIT\n# columns: a\tb\nx\ty\nz\n";
        let table = Table::parse("t.tsv", good).unwrap();
        let rows: Vec<_> = table.rows().map(|r| (r.get(0), r.get(1))).collect();
        assert_eq!(rows, [("x", "y"), ("z", "")]);
        assert!(Table::parse("t.tsv", "x\ty").unwrap_err().to_string().starts_with("t.tsv:1"));
        let bad = format!("{good}1\t2\t3");
        assert!(Table::parse("t.tsv", &bad).unwrap_err().to_string().starts_with("t.tsv:7"));
    }
}
