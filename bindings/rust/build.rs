//! Notes whether the package carries the library, in its folder `native`: then programs find it there.

use std::path::Path;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let folder = match std::env::var_os("CARGO_MANIFEST_DIR") {
        Some(folder) => Path::new(&folder).join("native"),
        None => return,
    };
    println!("cargo:rerun-if-changed={}", folder.display());
    if folder.join("Lanner.Native.dll").is_file() {
        println!("cargo:rustc-env=LANNER_PACKAGE_FOLDER={}", folder.display());
    }
}
