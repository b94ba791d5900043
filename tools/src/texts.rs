//! The public-domain texts: packed files with a JSON object on each line.

use std::error::Error;
use std::path::Path;
use std::process::Command;

/// The texts of a `.jsonl.xz` file, in order; needs the `xz` command.
pub(crate) fn read(path: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let unpacked = Command::new("xz").arg("-dc").arg(path).output()?;
    if !unpacked.status.success() {
        return Err(format!("{}: {}", path.display(), String::from_utf8_lossy(&unpacked.stderr)).into());
    }
    let mut out = Vec::new();
    for line in String::from_utf8(unpacked.stdout)?.lines() {
        let row: serde_json::Value = serde_json::from_str(line)?;
        out.push(row["text"].as_str().unwrap_or_default().to_owned());
    }
    Ok(out)
}
