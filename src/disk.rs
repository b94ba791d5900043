//! Files that are there whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::error::Error;

/// What the names of unfinished files and folders end with.
pub(crate) const UNFINISHED: &str = ".unfinished";

/// Writes a file under another name, waits until it is on disk, and gives it its name: whoever looks finds the old file,
/// the new one, or none, never half of one. The folder is made where there is none.
///
/// # Errors
/// When it cannot be written; what was there before stays.
pub(crate) fn write(path: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Error> {
    let other = unfinished(path);
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let made = fs::create_dir_all(folder)
        .and_then(|()| fill_file(&other, fill))
        .and_then(|()| fs::rename(&other, path))
        .and_then(|()| settle(folder));
    made.map_err(|error| {
        // The fault is told; that its traces could not be removed adds nothing.
        let _ = fs::remove_file(&other);
        Error::io(&path.display().to_string(), &error)
    })
}

/// The name of a file or folder as long as it is not whole.
pub(crate) fn unfinished(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(UNFINISHED);
    path.with_file_name(name)
}

/// Writes a file and waits until it is on disk.
pub(crate) fn fill_file(path: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    fill(&mut file)?;
    file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
}

/// Waits until the names in a folder are on disk; only Unix has this.
pub(crate) fn settle(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_whole_or_as_it_was() {
        let folder = std::env::temp_dir().join(format!("servanda-disk-{}", std::process::id()));
        let path = folder.join("deep/file.txt");
        write(&path, |out| out.write_all(b"one")).unwrap();
        let fault = write(&path, |out| {
            out.write_all(b"half")?;
            Err(io::Error::other("full"))
        });
        assert!(fault.unwrap_err().is_io());
        assert_eq!(fs::read_to_string(&path).unwrap(), "one");
        assert_eq!(fs::read_dir(folder.join("deep")).unwrap().count(), 1);
        fs::remove_dir_all(&folder).unwrap();
    }
}
