//! What the name tagger looks at, as hashed numbers. The trainer calls this very code.

use super::atoms::{Atom, CAPITAL, EDGE, FIRST, NONE, UPPER};
use super::lens::{Lens, Sight};
use super::second;
use super::words::{FAMILY, GIVEN};

/// The number of this feature set: raise it with any change below or in what a lens sees, and train again.
pub const FEATURE_SET: u32 = 2;

/// What a token is to the token that is looked at.
#[derive(Clone, Copy, Debug)]
pub(super) enum Role {
    SecondBefore,
    Before,
    Own,
    After,
    SecondAfter,
}

impl Role {
    /// All of them, by place.
    pub(super) const ALL: [Self; 5] =
        [Self::SecondBefore, Self::Before, Self::Own, Self::After, Self::SecondAfter];

    /// How many cases of each role, all in all.
    pub(super) const CASES: usize = 10;

    /// How many tokens after the token that is looked at.
    pub(super) const fn offset(self) -> isize {
        self as isize - 2
    }

    /// The cases that a role has.
    pub(super) const fn cases(self) -> usize {
        match self {
            Self::SecondBefore | Self::SecondAfter => 1,
            Self::Before | Self::After => 3,
            Self::Own => 2,
        }
    }

    /// The number of a case of a role among those of all roles.
    pub(super) const fn number(self, case: usize) -> usize {
        let first = match self {
            Self::SecondBefore => 0,
            Self::Before => 1,
            Self::Own => 4,
            Self::After => 6,
            Self::SecondAfter => 9,
        };
        first + case
    }
}

impl Lens {
    /// The keys of one token of stretch number `stretch`.
    pub fn keys(&self, stretch: usize, token: usize, out: &mut Vec<u32>) {
        out.clear();
        for role in Role::ALL {
            let sight = self.sight(token as isize + role.offset(), self.sentence(stretch));
            self.alone(&sight, role, out);
            self.case_keys(&sight, role, self.case(token, role), out);
        }
        self.around(stretch, token, out);
        for place in self.elsewhere(token) {
            self.other(place, out);
        }
    }

    /// Which case of a role the token looked at makes of it: capitals only, another capital or none for its neighbours; whether
    /// it is a run of capitals by itself.
    pub(super) fn case(&self, token: usize, role: Role) -> usize {
        let w = &self.atoms[token];
        match role {
            Role::SecondBefore | Role::SecondAfter => 0,
            Role::Before | Role::After if w.flags & UPPER > 0 => 2,
            Role::Before | Role::After => usize::from(w.flags & CAPITAL > 0),
            Role::Own => usize::from(w.tight.0 != NONE && w.tight.0 == w.tight.1),
        }
    }

    /// The keys that a token gives by itself in a role: the same for the same word wherever it stands alike.
    pub(super) fn alone(&self, w: &Sight, role: Role, out: &mut Vec<u32>) {
        let mut add = |template: u32, a: u32, b: u32| out.push(key(template, a, b));
        let clusters = self.groups.clusters;
        let (low, fine) = (w.low, u32::from(w.known.fine));
        let near = match role {
            Role::Own => {
                add(0, w.shape, u32::from(w.flags & FIRST));
                add(1, low, 0);
                add(2, low, w.shape);
                add(12, w.tail, 1);
                add(13, w.tail & 0x00FF_FFFF, 1);
                add(14, w.tail & 0xFFFF, 1);
                add(15, w.head, 1);
                add(16, w.head >> 8, 1);
                add(17, w.head >> 16, 1);
                if clusters {
                    add(30, fine, w.shape);
                    add(39, w.known.coarse.into(), w.shape);
                    add(40, u32::from(w.known.case()), w.flags.into());
                }
                return;
            }
            Role::Before => 0,
            Role::After => 1,
            Role::SecondBefore => 2,
            Role::SecondAfter => 3,
        };
        add(3 + near, low, 0);
        if clusters {
            add(31 + near, fine, 0);
        }
        if near < 2 {
            add(23 + near, w.tail & 0x00FF_FFFF, w.shape);
        }
    }

    /// The keys that a token gives besides in one case of a role.
    pub(super) fn case_keys(&self, w: &Sight, role: Role, case: usize, out: &mut Vec<u32>) {
        let mut add = |template: u32, a: u32, b: u32| out.push(key(template, a, b));
        let after = match role {
            Role::Own if case == 1 => {
                add(50, w.low, 3);
                if self.groups.clusters {
                    add(55, w.known.fine.into(), 3);
                }
                return;
            }
            Role::Before => 0,
            Role::After => 1,
            _ => return,
        };
        add(21 + after, w.low, case as u32);
        if self.groups.clusters {
            add(41 + after, w.known.fine.into(), case as u32);
        }
    }

    /// The keys that a token of a stretch has by what stands around it, and by what is said of it.
    pub(super) fn around(&self, stretch: usize, token: usize, out: &mut Vec<u32>) {
        let sentence = self.sentence(stretch);
        let near = |offset: isize| -> &Atom {
            let place = token as isize + offset;
            if place < sentence.start as isize || place >= sentence.end as isize {
                &EDGE
            } else {
                &self.atoms[place as usize]
            }
        };
        let [b2, b1, w, n1, n2] = [-2, -1, 0, 1, 2].map(near);
        let first = u32::from(w.flags & FIRST);
        let mut add = |template: u32, a: u32, b: u32| out.push(key(template, a, b));
        add(7, b1.low, w.low);
        add(8, w.low, n1.low);
        add(18, b1.shape, w.shape);
        add(19, w.shape, n1.shape);
        add(20, b1.shape.wrapping_mul(31).wrapping_add(w.shape), n1.shape);
        if self.groups.clusters {
            let (c0, c1, c2) =
                (u32::from(w.known.coarse), u32::from(b1.known.coarse), u32::from(n1.known.coarse));
            add(35, c0, c1);
            add(36, c0, c2);
            add(37, c1 << 8 | c0, c2);
            add(38, c1, c2);
            add(43, u32::from(b2.known.coarse) << 8 | c1, u32::from(w.flags));
        }
        // The capitalised run around.
        let inside = token as u32;
        if w.tight.0 != NONE {
            let (a, z) = (self.at(w.tight.0), self.at(w.tight.1));
            let place = u32::from(inside == w.tight.0) | u32::from(inside == w.tight.1) << 1;
            let len = (w.tight.1 - w.tight.0).min(5);
            add(52, len, place | first << 2);
            add(53, self.before(w.tight.0, sentence).low, place);
            add(54, self.after(w.tight.1, sentence).low, place);
            // A run of one token gives these by itself.
            if len > 0 {
                add(50, z.low, place);
                add(51, a.low, place);
                if self.groups.clusters {
                    add(55, z.known.fine.into(), place);
                }
            }
        }
        let loose = if w.loose.0 == NONE { b1.loose } else { w.loose };
        if loose.0 != NONE && loose != w.tight {
            let (a, z) = (self.at(loose.0), self.at(loose.1));
            let place = u32::from(inside == loose.0)
                | u32::from(inside == loose.1) << 1
                | u32::from(inside > loose.1) << 2;
            add(56, z.low, place);
            add(57, a.low, place);
            add(58, (loose.1 - loose.0).min(12), place);
        }
        if w.spelt != 0 || b1.spelt != 0 || n1.spelt != 0 {
            add(60, u32::from(w.spelt), u32::from(b1.spelt) << 4 | u32::from(n1.spelt));
        }
        if let Some(&(a, z)) = self.acronyms.get(&w.low).filter(|_| w.flags & UPPER > 0) {
            add(61, self.at(z).low, 0);
            add(62, self.at(a).low, 0);
            add(63, self.at(z).known.fine.into(), 0);
        }
        if self.groups.lists {
            if w.lists != 0 {
                add(70, w.lists, 0);
                add(71, w.lists, first);
                let mut rest = w.lists;
                let mut list = 0;
                while rest != 0 {
                    if rest & 15 != 0 {
                        add(72, list, rest & 15);
                        add(73, list << 4 | rest & 15, w.shape);
                    }
                    rest >>= 4;
                    list += 1;
                }
            }
            if b1.lists | n1.lists != 0 {
                add(74, b1.lists, 0);
                add(75, n1.lists, 0);
                add(76, b1.lists, w.shape);
            }
            let marks = |a: &Atom| u32::from(a.known.marks & (GIVEN | FAMILY));
            if w.flags & CAPITAL > 0 {
                add(77, marks(w) << 16 | marks(b1) << 8 | marks(n1), w.shape);
                add(78, marks(w), b1.shape);
            }
        }
        if w.hint | b1.hint | n1.hint != 0 {
            let code = |a: &Atom| a.hint & 255;
            add(90, code(w), 0);
            add(91, w.hint, 0);
            add(92, code(w), w.shape);
            add(93, code(b1) << 8 | code(w), code(n1));
            add(94, w.hint, self.at(w.tight.1).low);
            add(95, code(w), w.known.fine.into());
            add(96, code(b1), 0);
            add(97, code(n1), 0);
        }
        if self.asks(w) {
            let (mut count, mut inside) = (0, 0);
            for place in self.elsewhere(token) {
                let o = self.at(place);
                count += 1;
                inside += u32::from(o.tight.0 == o.tight.1 && o.flags & FIRST == 0);
            }
            let lowered = u32::from(self.lowered.contains(&w.low)) << 1;
            add(80, count.min(3), lowered | u32::from(w.flags & FIRST > 0));
            for _ in 0..inside {
                add(87, 0, w.shape);
            }
        }
        if self.groups.wide {
            self.wide([b2, b1, w, n1, n2], [-4, -3, 3, 4].map(near), &mut add);
        }
        if self.groups.second {
            second::features([b1, w, n1].map(|a| a.vote), w.shape, w.low, &mut add);
        }
    }

    /// More of the words around, the look of the sentence, and the word that opens the document.
    fn wide(&self, [b2, b1, w, n1, n2]: [&Atom; 5], far: [&Atom; 4], add: &mut impl FnMut(u32, u32, u32)) {
        add(110, w.head >> 24, w.tail & 255);
        add(111, w.tail & 255, w.shape);
        add(112, b2.shape, w.shape);
        add(113, n2.shape, w.shape);
        for a in far {
            add(114, a.low, 0);
        }
        let look = u32::from(w.look);
        let first = u32::from(w.flags & FIRST);
        add(115, look, w.low);
        add(116, look, w.shape);
        add(117, look << 8 | first, w.known.case().into());
        add(118, look, w.known.fine.into());
        add(119, look, u32::from(w.lists != 0) << 8 | first);
        let topic = self.atoms[0].low;
        add(120, topic, w.shape);
        add(121, topic, w.known.coarse.into());
        add(122, topic, w.lists);
        let (fine, before, after) =
            (u32::from(w.known.fine), u32::from(b1.known.fine), u32::from(n1.known.fine));
        add(123, b1.low, fine);
        add(124, n1.low, fine);
        add(125, w.low, before);
        add(126, w.low, after);
        add(127, b1.low, n1.low.rotate_left(7) ^ w.shape);
        add(128, fine << 16 | before, after);
    }

    /// The keys of what another place of the same word looks like, whoever asks.
    pub(super) fn other(&self, place: u32, out: &mut Vec<u32>) {
        let mut add = |template: u32, a: u32, b: u32| out.push(key(template, a, b));
        let o = self.at(place);
        let (b, n) = (self.at(place.wrapping_sub(1)), self.at(place + 1));
        add(81, b.low, 0);
        add(82, n.low, 0);
        let place_in = u32::from(place == o.tight.0) | u32::from(place == o.tight.1) << 1;
        if o.tight.0 != o.tight.1 {
            let (a, z) = (self.at(o.tight.0), self.at(o.tight.1));
            add(83, z.low, place_in);
            add(84, a.low, place_in);
            add(85, u32::from(a.known.marks & (GIVEN | FAMILY)), place_in);
            add(86, z.known.fine.into(), place_in);
        }
        add(88, b.known.fine.into(), place_in);
        add(89, n.known.fine.into(), place_in);
    }
}

fn key(template: u32, a: u32, b: u32) -> u32 {
    let x = (u64::from(a) << 32 | u64::from(b)) ^ u64::from(template).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let h = x.wrapping_mul(0xD6E8_FEB8_6659_FD93);
    let h = (h ^ h >> 32).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    (h >> 32) as u32
}
