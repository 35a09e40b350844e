//! The package that build.sh makes: it is put into an empty project, which runs README's example with the library that it carries.

mod common;

use std::path::Path;
use std::process::Command;

use common::Folder;

fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn an_empty_project_uses_the_package() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR"));
    if !source.join("build.sh").is_file() {
        panic!("the tests run in a checkout");
    }
    let native = std::env::var_os("LANNER_LIBRARY").unwrap_or_else(|| common::bindings().join("../artifacts/native").into());
    let native = Path::new(&native);
    let native = if native.is_dir() { native } else { native.parent().unwrap() };
    let folder = Folder::new();
    run(Command::new(source.join("build.sh")).arg(native).arg(&folder.0));

    let project = folder.0.join("project");
    std::fs::create_dir_all(project.join("vendor")).unwrap();
    std::fs::create_dir_all(project.join("src")).unwrap();
    run(Command::new("tar").arg("-xf").arg(folder.0.join("lanner-0.1.0.crate")).arg("-C").arg(project.join("vendor")));
    std::fs::write(
        project.join("Cargo.toml"),
        "[package]\nname = \"shop\"\nversion = \"1.0.0\"\nedition = \"2021\"\n\n[workspace]\n\n\
         [dependencies]\nlanner = { path = \"vendor/lanner-0.1.0\" }\n",
    )
    .unwrap();
    std::fs::copy(source.join("examples/shop.rs"), project.join("src/main.rs")).unwrap();
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = run(Command::new(&cargo)
        .args(["run", "--quiet", "--offline"])
        .current_dir(&project)
        .env("CARGO_TARGET_DIR", project.join("target"))
        .env_remove("LANNER_LIBRARY"));
    assert!(output.ends_with("deadline_passed\n"), "{output}");

    // A program is moved to another place with the library beside it.
    let moved = folder.0.join("moved");
    std::fs::create_dir(&moved).unwrap();
    std::fs::copy(project.join("target/debug/shop"), moved.join("shop")).unwrap();
    std::fs::rename(project.join("vendor/lanner-0.1.0/native"), moved.join("lanner")).unwrap();
    assert_eq!(output, run(Command::new(moved.join("shop")).env_remove("LANNER_LIBRARY")));

    // Without one it says what is missing.
    std::fs::remove_dir_all(moved.join("lanner")).unwrap();
    let failed = Command::new(moved.join("shop")).env_remove("LANNER_LIBRARY").env_remove("LD_LIBRARY_PATH").output().unwrap();
    assert!(String::from_utf8_lossy(&failed.stderr).contains("LANNER_LIBRARY can name it"), "{failed:?}");
}
