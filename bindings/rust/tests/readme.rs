//! README.md: its example is examples/shop.rs, and prints what is said there.

mod common;

use std::process::Command;

fn block<'a>(readme: &'a str, mark: &str) -> &'a str {
    let start = readme.find(mark).unwrap_or_else(|| panic!("README.md has no {mark:?}")) + mark.len();
    &readme[start..start + readme[start..].find("```\n").expect("the end of the block")]
}

#[test]
fn the_example_prints_what_it_says() {
    let folder = env!("CARGO_MANIFEST_DIR");
    let readme = std::fs::read_to_string(format!("{folder}/README.md")).unwrap();
    let example = std::fs::read_to_string(format!("{folder}/examples/shop.rs")).unwrap();
    assert!(block(&readme, "## An example\n\n```rust\n") == example, "README.md and examples/shop.rs differ");

    // Cargo builds the examples before it runs tests, beside the folder that this program is in.
    let program = std::env::current_exe().unwrap().parent().unwrap().parent().unwrap().join("examples/shop");
    let output = Command::new(program).output().expect("the example");
    assert_eq!(block(&readme, "prints\n\n```text\n"), String::from_utf8_lossy(&output.stdout));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
