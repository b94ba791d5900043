#![allow(warnings)]
use std::collections::BTreeMap;
use std::path::Path;
use servanda::stage::{FEATURE_SET, Tagger, TaggerModel};
use servanda::Tokens;
pub(crate) fn run(data: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let a = Tagger::new(TaggerModel::from_bytes(std::fs::read("/tmp/teacher.bin")?, FEATURE_SET)?)?;
    let b = Tagger::new(TaggerModel::from_bytes(std::fs::read("src/model/tagger.bin")?, FEATURE_SET)?)?;
    let s = crate::conllu::read(&data.join("tokens/ewt/dev.conllu"))?;
    let forms: Vec<Vec<&str>> = s.iter().map(|s| s.words.iter().map(|w| w.form.as_str()).collect()).collect();
    let mut ta = Tokens::of_words(&forms); let mut tb = ta.clone();
    a.tag(&mut ta); b.tag(&mut tb);
    let mut m: BTreeMap<String,usize> = BTreeMap::new();
    for i in 0..ta.len() { if ta.upos(i)!=tb.upos(i) { *m.entry(format!("{} {}/{} > {}/{} before {} {}", ta.lower(i), ta.upos(i), ta.penn(i), tb.upos(i), tb.penn(i), if i>0 {ta.lower(i-1)} else {""}, if i+1<ta.len() {ta.lower(i+1)} else {""})).or_default()+=1; } }
    let mut v: Vec<_> = m.into_iter().collect(); v.sort_by_key(|x| std::cmp::Reverse(x.1));
    for (k,n) in v.iter().take(110) { println!("{n} {k}"); }
    Ok(())
}
