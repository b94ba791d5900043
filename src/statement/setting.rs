//! What a text as a whole says, as far as its single statements depend on it.

use super::binding::stated;
use super::scene::Scene;

/// A text and what holds for all of it.
pub(super) struct Setting<'s, 'c, 'd> {
    pub(super) scene: &'s Scene<'c, 'd>,
    /// Whether somebody binds itself to something that is said.
    pub(super) stated: bool,
}

impl<'s, 'c, 'd> Setting<'s, 'c, 'd> {
    pub(super) fn new(scene: &'s Scene<'c, 'd>) -> Self {
        Self { scene, stated: stated(scene) }
    }
}
