//! Whole reads: one brief, a thousand briefs, and verdicts on top; bytes per second.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use servanda::{AssessOptions, DocVars, Document, Reader, assess};

const BRIEFS: [(&str, &str); 3] = [
    ("kazakhstan-madrid", include_str!("../examples/kazakhstan-madrid.txt")),
    ("germany-climate", include_str!("../examples/germany-climate.txt")),
    ("uzbekistan-cotton-media", include_str!("../examples/uzbekistan-cotton-media.txt")),
];

fn read(text: &str) -> Document {
    Reader::new().read(text, DocVars::default()).expect("the examples are text")
}

fn one_brief(c: &mut Criterion) {
    let mut group = c.benchmark_group("one brief");
    for (name, text) in BRIEFS {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(BenchmarkId::new("read", name), text, |b, text| {
            b.iter(|| read(black_box(text)))
        });
        group.bench_with_input(BenchmarkId::new("read and assess", name), text, |b, text| {
            b.iter(|| assess(vec![Arc::new(read(black_box(text)))], AssessOptions::default()));
        });
    }
    group.finish();
}

fn thousand_briefs(c: &mut Criterion) {
    let texts: Vec<&str> = BRIEFS.iter().map(|b| b.1).cycle().take(1000).collect();
    let bytes: usize = texts.iter().map(|t| t.len()).sum();
    let mut group = c.benchmark_group("a thousand briefs");
    group.sample_size(10).throughput(Throughput::Bytes(bytes as u64));
    group.bench_function("read, one thread", |b| {
        b.iter(|| texts.iter().map(|t| read(t).commitments().len()).sum::<usize>());
    });
    group.finish();
}

criterion_group!(benches, one_brief, thousand_briefs);
criterion_main!(benches);
