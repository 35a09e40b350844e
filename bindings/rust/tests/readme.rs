//! README.md: its examples are those in examples, and print what is said there.

mod common;

use std::process::Command;

/// What follows a mark up to the end of the block.
fn block<'a>(text: &'a str, mark: &str) -> &'a str {
    let start = text.find(mark).unwrap_or_else(|| panic!("README.md has no {mark:?}")) + mark.len();
    &text[start..start + text[start..].find("```\n").expect("the end of the block")]
}

fn prints_what_it_says(heading: &str, name: &str) {
    let folder = env!("CARGO_MANIFEST_DIR");
    let readme = std::fs::read_to_string(format!("{folder}/README.md")).unwrap();
    let section = &readme[readme.find(heading).expect("the heading")..];
    let example = std::fs::read_to_string(format!("{folder}/examples/{name}.rs")).unwrap();
    assert!(block(section, "\n\n```rust\n") == example, "README.md and examples/{name}.rs differ");

    // Cargo builds the examples before it runs tests, beside the folder that this program is in.
    let program = std::env::current_exe().unwrap().parent().unwrap().parent().unwrap().join("examples").join(name);
    let output = Command::new(program).output().expect("the example");
    assert_eq!(block(section, "prints\n\n```text\n"), String::from_utf8_lossy(&output.stdout));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_example_prints_what_it_says() {
    prints_what_it_says("## An example\n", "shop");
}

#[test]
fn the_example_that_waits_prints_what_it_says() {
    prints_what_it_says("## Async\n", "wait");
}
