//! What a file said of a text, kept beside the text: how a document travels.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Dropped, LaidText, Layout, PartKind};
use crate::error::{Error, Warning};

impl Serialize for PartKind {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for PartKind {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let name = String::deserialize(from)?;
        Self::parse(&name).ok_or_else(|| D::Error::custom(format!("'{name}' is no kind of part")))
    }
}

#[derive(Serialize, Deserialize)]
struct Kept {
    layout: Layout,
    dropped: Vec<(String, String, String)>,
    warnings: Vec<(String, String)>,
}

/// All but the text, as JSON; nothing where the file said nothing.
pub(crate) fn keep(layout: &Layout, dropped: &[Dropped], warnings: &[Warning]) -> Option<String> {
    if layout.is_empty() && dropped.is_empty() && warnings.is_empty() {
        return None;
    }
    let dropped =
        dropped.iter().map(|d| (d.kind.clone().into_owned(), d.reason.clone(), d.excerpt.clone())).collect();
    let warnings = warnings.iter().map(|w| (w.code.clone().into_owned(), w.message.clone())).collect();
    serde_json::to_string(&Kept { layout: layout.clone(), dropped, warnings }).ok()
}

/// The text with what was kept of it.
///
/// # Errors
/// When it is not what [`keep`] gives, or does not fit the text.
pub(crate) fn restore(text: String, kept: &str) -> Result<LaidText, Error> {
    let kept: Kept = serde_json::from_str(kept).map_err(|e| Error::input(format!("a layout: {e}")))?;
    Layout::new(kept.layout.parts().to_vec(), &text)?;
    let row =
        |(kind, reason, excerpt): (String, String, String)| Dropped { kind: kind.into(), reason, excerpt };
    let dropped = kept.dropped.into_iter().map(row).collect();
    let warning = |(code, message): (String, String)| Warning { code: code.into(), message };
    let warnings = kept.warnings.into_iter().map(warning).collect();
    Ok(LaidText { text, layout: kept.layout, dropped, warnings, ..LaidText::default() })
}

#[cfg(test)]
mod tests {
    use super::super::Build;
    use super::*;

    #[test]
    fn what_is_kept_comes_back() {
        let mut build = Build::default();
        build.placed(PartKind::Heading, 2, Some(3), Some([0.1, 2.0, 3.5, 4.0]), "Water");
        let (text, layout) = build.finish();
        let dropped = [Dropped { kind: "menu".into(), reason: "links".into(), excerpt: "Home".into() }];
        let kept = keep(&layout, &dropped, &[]).unwrap();
        let back = restore(text.clone(), &kept).unwrap();
        assert_eq!((back.layout, back.dropped.as_slice()), (layout, dropped.as_slice()));
        assert!(restore("Wa".into(), &kept).is_err() && restore(text, "{}").is_err());
        assert_eq!(keep(&Layout::default(), &[], &[]), None);
    }
}
