//! Finds the library, loads it once, and wraps what is the same for all of its functions.

use std::ffi::{CStr, CString, OsStr};
use std::os::raw::{c_char, c_int, c_void};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicPtr, Ordering};
use std::sync::Mutex;

use crate::raw::{Bytes, Functions, Item, Items};
use crate::{Error, LannerError};

// The standard library of Rust links the library of C that has these.
extern "C" {
    fn dlopen(file: *const c_char, mode: c_int) -> *mut c_void;
    fn dlsym(library: *mut c_void, name: *const c_char) -> *mut c_void;
    fn dlerror() -> *const c_char;
}

const NOW: c_int = 2;

#[cfg(target_os = "macos")]
const FILE: &str = "liblanner.dylib";
#[cfg(not(target_os = "macos"))]
const FILE: &str = "liblanner.so";

/// Where the package carries the library, if it did when it was compiled.
const PACKAGE_FOLDER: Option<&str> = option_env!("LANNER_PACKAGE_FOLDER");

static LOADED: AtomicPtr<Functions> = AtomicPtr::new(std::ptr::null_mut());
static GATE: Mutex<()> = Mutex::new(());

/// The functions of the library, which is loaded by the first call and stays until the process ends.
///
/// It is opened at run time, and not linked: a program builds where there is no library, says at run time what is missing and where it
/// has looked, and takes the library that `LANNER_LIBRARY` names.
pub(crate) fn library() -> Result<&'static Functions, Error> {
    crate::thread::require()?;
    library_of_any_thread()
}

/// The functions, also for a thread that cannot call all of them.
pub(crate) fn library_of_any_thread() -> Result<&'static Functions, Error> {
    let loaded = LOADED.load(Ordering::Acquire);
    if !loaded.is_null() {
        // SAFETY: it was made by load and is never freed.
        return Ok(unsafe { &*loaded });
    }
    load()
}

#[cold]
fn load() -> Result<&'static Functions, Error> {
    let _guard = GATE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let mut loaded = LOADED.load(Ordering::Acquire);
    if loaded.is_null() {
        let handle = open()?;
        // SAFETY: the library has the functions of its headers under their names.
        let functions = unsafe { Functions::load(|name| find(handle, name)) }?;
        // SAFETY: null stands for all that is loaded, and the name ends with a zero.
        crate::thread::set_add_destructor(unsafe { dlsym(std::ptr::null_mut(), "__cxa_thread_atexit_impl\0".as_ptr().cast()) });
        loaded = Box::into_raw(Box::new(functions));
        LOADED.store(loaded, Ordering::Release);
    }
    // SAFETY: it is never freed.
    Ok(unsafe { &*loaded })
}

fn open() -> Result<*mut c_void, LannerError> {
    let mut tried = Vec::new();
    for path in candidates() {
        let name = CString::new(path.as_os_str().as_bytes())
            .map_err(|_| LannerError::new(format!("the path of the library has a zero in it: {path:?}")))?;
        // SAFETY: the name ends with a zero. What runs when the library is loaded is Lanner's own.
        let handle = unsafe { dlopen(name.as_ptr(), NOW) };
        if !handle.is_null() {
            return Ok(handle);
        }
        tried.push(last_loader_error());
    }
    Err(LannerError::new(format!("{FILE} cannot be loaded; LANNER_LIBRARY can name it, or its folder: {}", tried.join("; "))))
}

/// Where the library may be, in the order of the search.
fn candidates() -> Vec<PathBuf> {
    if let Some(named) = std::env::var_os("LANNER_LIBRARY").filter(|named| !named.is_empty()) {
        return vec![file_in(&named)];
    }
    let mut paths = Vec::new();
    if let Some(folder) = std::env::current_exe().ok().as_deref().and_then(Path::parent) {
        paths.push(folder.join(FILE));
        paths.push(folder.join("lanner").join(FILE));
    }
    if let Some(folder) = PACKAGE_FOLDER {
        paths.push(Path::new(folder).join(FILE));
    }
    paths.retain(|path| path.is_file());
    // Where the system looks for libraries.
    paths.push(PathBuf::from(FILE));
    paths
}

fn file_in(named: &OsStr) -> PathBuf {
    let path = Path::new(named);
    let file = if path.is_dir() { path.join(FILE) } else { path.to_path_buf() };
    // A name without a slash would be looked for in the system's folders.
    std::fs::canonicalize(&file).unwrap_or(file)
}

fn find(handle: *mut c_void, name: &'static str) -> Result<*mut c_void, LannerError> {
    // SAFETY: the handle is of a library that stays loaded, and the name ends with a zero.
    let address = unsafe { dlsym(handle, name.as_ptr().cast()) };
    if address.is_null() {
        let name = name.trim_end_matches('\0');
        return Err(LannerError::new(format!("the library has no function {name}; one of version 0.1 was expected")));
    }
    Ok(address)
}

fn last_loader_error() -> String {
    // SAFETY: the text lives until the next call on this thread.
    unsafe {
        let message = dlerror();
        if message.is_null() {
            "the system does not say why".to_owned()
        } else {
            CStr::from_ptr(message).to_string_lossy().into_owned()
        }
    }
}

/// The version of the library, such as `"0.1.0"`.
///
/// # Errors
///
/// The library cannot be loaded.
pub fn version() -> Result<String, Error> {
    let library = library()?;
    // SAFETY: the text is a constant of the library.
    Ok(unsafe { CStr::from_ptr((library.lanner_version)()) }.to_string_lossy().into_owned())
}

/// Starts .NET in the process. The first function that needs it does so itself: this is for programs that want to choose the moment.
///
/// # Errors
///
/// The library cannot be loaded, or there is no .NET.
pub fn start() -> Result<(), Error> {
    let library = library()?;
    // SAFETY: null stands for the folder of the library.
    done(library, unsafe { (library.lanner_start)(std::ptr::null()) }, "the start of .NET")
}

/// Translates the text format into the binary format.
///
/// # Errors
///
/// The text is no module.
pub fn text_to_binary(text: &str) -> Result<Vec<u8>, Error> {
    let library = library()?;
    let mut out = Bytes::EMPTY;
    // SAFETY: the text has so many bytes, and the library writes a vector that take_bytes releases.
    unsafe {
        done(library, (library.lanner_text_to_binary)(text.as_ptr(), text.len(), &mut out), "the translation")?;
        Ok(take_bytes(library, out))
    }
}

/// Translates the binary format into the text format.
///
/// # Errors
///
/// The bytes are no module.
pub fn binary_to_text(binary: &[u8]) -> Result<String, Error> {
    let library = library()?;
    let mut out = Bytes::EMPTY;
    // SAFETY: as above.
    unsafe {
        done(library, (library.lanner_binary_to_text)(&borrowed(binary), &mut out), "the translation")?;
        Ok(take_text(library, out))
    }
}

/// The guests of the process that wait, for what, and since when: a text with a line for each, for people.
///
/// # Errors
///
/// The library cannot be loaded.
pub fn waits() -> Result<String, Error> {
    let library = library()?;
    let mut out = Bytes::EMPTY;
    // SAFETY: the library writes a vector that take_text releases.
    Ok(unsafe {
        (library.lanner_waits)(&mut out);
        take_text(library, out)
    })
}

impl Bytes {
    pub(crate) const EMPTY: Bytes = Bytes { size: 0, data: std::ptr::null_mut() };
}

impl Items {
    pub(crate) const EMPTY: Items = Items { size: 0, data: std::ptr::null_mut() };

    /// The elements.
    ///
    /// # Safety
    ///
    /// The library has filled the vector, which still lives.
    pub(crate) unsafe fn elements(&self) -> &[*mut Item] {
        if self.size == 0 {
            &[]
        } else {
            // SAFETY: the vector has so many elements.
            std::slice::from_raw_parts(self.data, self.size)
        }
    }
}

/// Bytes of the host as a vector that the library only reads.
pub(crate) fn borrowed(bytes: &[u8]) -> Bytes {
    Bytes { size: bytes.len(), data: bytes.as_ptr() as *mut u8 }
}

/// A copy of the bytes of a vector.
///
/// # Safety
///
/// The vector is the library's and lives.
pub(crate) unsafe fn copy_bytes(vector: *const Bytes) -> Vec<u8> {
    if vector.is_null() || (*vector).size == 0 {
        Vec::new()
    } else {
        // SAFETY: the vector has so many bytes.
        std::slice::from_raw_parts((*vector).data, (*vector).size).to_vec()
    }
}

/// The bytes of a vector that is owned, and is released.
///
/// # Safety
///
/// The library has filled the vector for the caller.
pub(crate) unsafe fn take_bytes(library: &Functions, mut vector: Bytes) -> Vec<u8> {
    let bytes = copy_bytes(&vector);
    (library.wasm_byte_vec_delete)(&mut vector);
    bytes
}

/// The text of a vector that is owned, without the zero at its end, and is released.
///
/// # Safety
///
/// As for [`take_bytes`].
pub(crate) unsafe fn take_text(library: &Functions, vector: Bytes) -> String {
    let mut text = String::from_utf8_lossy(&take_bytes(library, vector)).into_owned();
    text.truncate(text.trim_end_matches('\0').len());
    text
}

/// Why the last function that failed on this thread did so.
pub(crate) fn failure(library: &Functions, what: &str) -> Error {
    let mut out = Bytes::EMPTY;
    // SAFETY: the library writes a vector that take_text releases.
    let reason = unsafe {
        (library.lanner_last_error)(&mut out);
        take_text(library, out)
    };
    LannerError::new(if reason.is_empty() { format!("{what} has failed, and the library does not say why") } else { reason }).into()
}

/// An error if a function has returned false.
pub(crate) fn done(library: &Functions, succeeded: bool, what: &str) -> Result<(), Error> {
    if succeeded {
        Ok(())
    } else {
        Err(failure(library, what))
    }
}

/// An error if a function has returned null.
pub(crate) fn made(library: &Functions, pointer: *mut Item, what: &str) -> Result<std::ptr::NonNull<Item>, Error> {
    std::ptr::NonNull::new(pointer).ok_or_else(|| failure(library, what))
}

/// Text for the library, which cannot pass a zero.
pub(crate) fn c_string(text: &str, what: &str) -> Result<CString, Error> {
    CString::new(text).map_err(|_| LannerError::new(format!("{what} has a zero in it, which cannot be passed: {text:?}")).into())
}

/// A path for the library, which takes those in UTF-8.
pub(crate) fn c_path(path: &Path, what: &str) -> Result<CString, Error> {
    match path.to_str() {
        Some(text) => c_string(text, what),
        None => Err(LannerError::new(format!("{what} is not UTF-8, which was expected: {path:?}")).into()),
    }
}
