//! Each stage alone, over the same text.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use servanda::{AssessOptions, DocVars, Reader, RepairLevel, Text, assess, stage};

const BRIEF: &str = include_str!("../examples/uzbekistan-cotton-media.txt");

fn stages(c: &mut Criterion) {
    let document = Reader::new().read(BRIEF, DocVars::default()).expect("the example is text");
    let shared = Arc::new(document.clone());
    let mut group = c.benchmark_group("stages");
    group.throughput(Throughput::Bytes(BRIEF.len() as u64));
    group.bench_function("text", |b| b.iter(|| Text::new(black_box(BRIEF), RepairLevel::Safe)));
    group.bench_function("segment", |b| b.iter(|| stage::segment(black_box(&document))));
    group.bench_function("token", |b| b.iter(|| stage::tokens(black_box(&document))));
    group.bench_function("entity", |b| b.iter(|| stage::entities(black_box(&document))));
    group.bench_function("statement", |b| b.iter(|| stage::statements(black_box(&document))));
    group.bench_function("assess", |b| {
        b.iter(|| assess(vec![Arc::clone(black_box(&shared))], AssessOptions::default()));
    });
    group.finish();
}

criterion_group!(benches, stages);
criterion_main!(benches);
