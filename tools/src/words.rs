//! `tools words`.
use std::error::Error;
use std::path::Path;
/// Measures.
pub fn measure(_data: &Path) -> Result<(), Box<dyn Error>> {
    Ok(())
}
