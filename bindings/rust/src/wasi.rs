//! What programs of WASI may use.

use std::fmt;
use std::ops::BitOr;
use std::path::Path;
use std::ptr::NonNull;
use std::time::{Duration, SystemTime};

use crate::library::{borrowed, c_path, c_string, done, library, made, take_bytes};
use crate::raw::{Bytes, Functions, Item};
use crate::thread::{release, require};
use crate::Error;

/// Standard streams; `|` puts them together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Streams(u32);

impl Streams {
    /// Standard input.
    pub const STDIN: Streams = Streams(1);
    /// Standard output.
    pub const STDOUT: Streams = Streams(2);
    /// Standard error.
    pub const STDERR: Streams = Streams(4);
    /// Both that a guest writes to.
    pub const OUTPUT: Streams = Streams(6);
    /// All three.
    pub const ALL: Streams = Streams(7);
}

impl BitOr for Streams {
    type Output = Streams;

    fn bitor(self, others: Streams) -> Streams {
        Streams(self.0 | others.0)
    }
}

/// Rights in a directory; `|` puts them together. Reading is always allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rights(u32);

impl Rights {
    /// Nothing but reading.
    pub const READ_ONLY: Rights = Rights(0);
    /// Changing files and deleting them.
    pub const WRITE: Rights = Rights(1);
    /// Making files and directories.
    pub const CREATE: Rights = Rights(2);
    /// Making links.
    pub const LINK: Rights = Rights(4);
    /// All of them.
    pub const ALL: Rights = Rights(7);
}

impl BitOr for Rights {
    type Output = Rights;

    fn bitor(self, others: Rights) -> Rights {
        Rights(self.0 | others.0)
    }
}

/// A file system in memory. Paths begin at its root, such as `/data/input.txt`.
pub struct Files {
    library: &'static Functions,
    pointer: NonNull<Item>,
}

// SAFETY: the library's file systems are for any thread, one at a time.
unsafe impl Send for Files {}

impl Files {
    /// Makes one of at most so many bytes.
    ///
    /// # Errors
    ///
    /// The library cannot be loaded.
    pub fn new(maximum: u64) -> Result<Files, Error> {
        let library = library()?;
        // SAFETY: what comes back is owned.
        let pointer = made(library, unsafe { (library.lanner_files_new)(maximum) }, "making the files")?;
        Ok(Files { library, pointer })
    }

    /// Makes a directory.
    ///
    /// # Errors
    ///
    /// Its parent is missing, or the path is in use.
    pub fn create_directory(&self, path: &str) -> Result<(), Error> {
        require()?;
        let path = c_string(path, "the path")?;
        // SAFETY: the files live, and the path ends with a zero.
        let made = unsafe { (self.library.lanner_files_create_directory)(self.pointer.as_ptr(), path.as_ptr()) };
        done(self.library, made, "making the directory")
    }

    /// Writes a file.
    ///
    /// # Errors
    ///
    /// Its directory is missing, or there is no room.
    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) -> Result<(), Error> {
        require()?;
        let path = c_string(path, "the path")?;
        // SAFETY: the files live, the path ends with a zero, and the content is only read.
        let written = unsafe { (self.library.lanner_files_write)(self.pointer.as_ptr(), path.as_ptr(), &borrowed(content.as_ref())) };
        done(self.library, written, "writing the file")
    }

    /// The content of a file.
    ///
    /// # Errors
    ///
    /// There is no such file.
    pub fn read(&self, path: &str) -> Result<Vec<u8>, Error> {
        require()?;
        let path = c_string(path, "the path")?;
        let mut out = Bytes::EMPTY;
        // SAFETY: the files live, the path ends with a zero, and the library writes a vector that take_bytes releases.
        unsafe {
            done(self.library, (self.library.lanner_files_read)(self.pointer.as_ptr(), path.as_ptr(), &mut out), "reading the file")?;
            Ok(take_bytes(self.library, out))
        }
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        // SAFETY: the name is owned; who was granted the files keeps them.
        unsafe { release(self.library.lanner_files_delete, self.pointer.as_ptr()) }
    }
}

impl fmt::Debug for Files {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Files").finish_non_exhaustive()
    }
}

/// What a program of WASI is granted. A new one grants nothing: no arguments, environment, streams, files.
///
/// It is complete when [`Linker::define_wasi`](crate::Linker::define_wasi) has got it: later changes are errors.
pub struct WasiConfig {
    pub(crate) library: &'static Functions,
    pub(crate) pointer: NonNull<Item>,
}

// SAFETY: the library's contexts are for any thread, one at a time; guests that use one do so behind locks of the library's.
unsafe impl Send for WasiConfig {}

impl WasiConfig {
    /// Makes a configuration that grants nothing.
    ///
    /// # Errors
    ///
    /// The library cannot be loaded.
    pub fn new() -> Result<WasiConfig, Error> {
        let library = library()?;
        // SAFETY: what comes back is owned.
        let pointer = made(library, unsafe { (library.lanner_wasi_new)() }, "making the configuration")?;
        Ok(WasiConfig { library, pointer })
    }

    /// Adds an argument. The first is the name of the program.
    ///
    /// # Errors
    ///
    /// It has a zero in it, or the configuration is complete.
    pub fn argument(&mut self, argument: &str) -> Result<&mut WasiConfig, Error> {
        require()?;
        let argument = c_string(argument, "the argument")?;
        // SAFETY: the configuration lives, and the argument ends with a zero.
        let added = unsafe { (self.library.lanner_wasi_add_argument)(self.pointer.as_ptr(), argument.as_ptr()) };
        self.done(added, "adding an argument")
    }

    /// Adds arguments.
    ///
    /// # Errors
    ///
    /// As for [`WasiConfig::argument`].
    pub fn arguments<A: AsRef<str>>(&mut self, arguments: impl IntoIterator<Item = A>) -> Result<&mut WasiConfig, Error> {
        for argument in arguments {
            self.argument(argument.as_ref())?;
        }
        Ok(self)
    }

    /// Adds a variable of the environment.
    ///
    /// # Errors
    ///
    /// As for [`WasiConfig::argument`].
    pub fn variable(&mut self, name: &str, value: &str) -> Result<&mut WasiConfig, Error> {
        require()?;
        let (name, value) = (c_string(name, "the name")?, c_string(value, "the value")?);
        // SAFETY: the configuration lives, and the strings end with a zero.
        let added = unsafe { (self.library.lanner_wasi_add_environment)(self.pointer.as_ptr(), name.as_ptr(), value.as_ptr()) };
        self.done(added, "adding a variable")
    }

    /// Adds the variables that the process has now.
    ///
    /// # Errors
    ///
    /// The configuration is complete.
    pub fn inherit_environment(&mut self) -> Result<&mut WasiConfig, Error> {
        require()?;
        // SAFETY: the configuration lives.
        let added = unsafe { (self.library.lanner_wasi_inherit_environment)(self.pointer.as_ptr()) };
        self.done(added, "adding the variables")
    }

    /// Gives the guest streams of the process.
    ///
    /// # Errors
    ///
    /// The configuration is complete.
    pub fn inherit_streams(&mut self, streams: Streams) -> Result<&mut WasiConfig, Error> {
        require()?;
        // SAFETY: the configuration lives.
        let given = unsafe { (self.library.lanner_wasi_inherit_streams)(self.pointer.as_ptr(), streams.0) };
        self.done(given, "giving the streams")
    }

    /// Sets what the guest reads from standard input.
    ///
    /// # Errors
    ///
    /// The configuration is complete.
    pub fn input(&mut self, content: impl AsRef<[u8]>) -> Result<&mut WasiConfig, Error> {
        require()?;
        // SAFETY: the configuration lives, and the content is only read.
        let set = unsafe { (self.library.lanner_wasi_set_input)(self.pointer.as_ptr(), &borrowed(content.as_ref())) };
        self.done(set, "setting the input")
    }

    /// Keeps what the guest writes, up to a number of bytes a stream; what is more, the guest cannot write.
    ///
    /// # Errors
    ///
    /// The configuration is complete.
    pub fn capture(&mut self, streams: Streams, maximum: usize) -> Result<&mut WasiConfig, Error> {
        require()?;
        // SAFETY: the configuration lives.
        let set = unsafe { (self.library.lanner_wasi_capture_streams)(self.pointer.as_ptr(), streams.0, maximum) };
        self.done(set, "capturing")
    }

    /// What was captured of standard output so far.
    ///
    /// # Errors
    ///
    /// It is not captured.
    pub fn stdout(&self) -> Result<Vec<u8>, Error> {
        self.captured(Streams::STDOUT)
    }

    /// What was captured of standard error so far.
    ///
    /// # Errors
    ///
    /// It is not captured.
    pub fn stderr(&self) -> Result<Vec<u8>, Error> {
        self.captured(Streams::STDERR)
    }

    /// Grants a directory of the host, under a path of the guest.
    ///
    /// # Errors
    ///
    /// A path has a zero in it or is not UTF-8, or the configuration is complete.
    pub fn directory(&mut self, host: impl AsRef<Path>, guest: &str, rights: Rights) -> Result<&mut WasiConfig, Error> {
        require()?;
        let (host, guest) = (c_path(host.as_ref(), "the host's path")?, c_string(guest, "the guest's path")?);
        // SAFETY: the configuration lives, and the paths end with a zero.
        let added = unsafe { (self.library.lanner_wasi_add_directory)(self.pointer.as_ptr(), host.as_ptr(), guest.as_ptr(), rights.0) };
        self.done(added, "adding the directory")
    }

    /// Grants files in memory, under a path of the guest.
    ///
    /// # Errors
    ///
    /// The path has a zero in it, or the configuration is complete.
    pub fn files(&mut self, files: &Files, guest: &str, rights: Rights) -> Result<&mut WasiConfig, Error> {
        require()?;
        let guest = c_string(guest, "the guest's path")?;
        // SAFETY: the configuration and the files live, and the path ends with a zero.
        let added =
            unsafe { (self.library.lanner_wasi_add_files)(self.pointer.as_ptr(), files.pointer.as_ptr(), guest.as_ptr(), rights.0) };
        self.done(added, "adding the files")
    }

    /// Grants the content of a zip or tar file of the host, read-only, under a path of the guest.
    ///
    /// # Errors
    ///
    /// The file cannot be read or is something else, a path has a zero in it or is not UTF-8, or the configuration is complete.
    pub fn archive(&mut self, host: impl AsRef<Path>, guest: &str) -> Result<&mut WasiConfig, Error> {
        require()?;
        let (host, guest) = (c_path(host.as_ref(), "the host's path")?, c_string(guest, "the guest's path")?);
        // SAFETY: the configuration lives, and the paths end with a zero.
        let added = unsafe { (self.library.lanner_wasi_add_archive)(self.pointer.as_ptr(), host.as_ptr(), guest.as_ptr()) };
        self.done(added, "adding the archive")
    }

    /// Grants a directory, or a zip or tar file, of the host under changes that stay in memory, of at most so many bytes.
    ///
    /// # Errors
    ///
    /// There is no such directory or file, a path has a zero in it or is not UTF-8, or the configuration is complete.
    pub fn overlay(&mut self, host: impl AsRef<Path>, guest: &str, maximum: u64) -> Result<&mut WasiConfig, Error> {
        require()?;
        let (host, guest) = (c_path(host.as_ref(), "the host's path")?, c_string(guest, "the guest's path")?);
        // SAFETY: the configuration lives, and the paths end with a zero.
        let added = unsafe { (self.library.lanner_wasi_add_overlay)(self.pointer.as_ptr(), host.as_ptr(), guest.as_ptr(), maximum) };
        self.done(added, "adding the overlay")
    }

    /// Grants a socket that listens at an address such as `127.0.0.1:8080` or `[::1]:0`, as a descriptor behind those of the directories.
    ///
    /// # Errors
    ///
    /// The text is no address with a port, or the configuration is complete.
    pub fn listener(&mut self, address: &str) -> Result<&mut WasiConfig, Error> {
        require()?;
        let address = c_string(address, "the address")?;
        // SAFETY: the configuration lives, and the address ends with a zero.
        let added = unsafe { (self.library.lanner_wasi_add_listener)(self.pointer.as_ptr(), address.as_ptr()) };
        self.done(added, "adding the listener")
    }

    /// Names peers that may connect, such as `10.0.0.0/8` or `10.1.2.3`, from any port if it is 0. Once there are such, no others may.
    ///
    /// # Errors
    ///
    /// The text is neither an address nor a network, or the configuration is complete.
    pub fn allow_peers(&mut self, addresses: &str, port: u16) -> Result<&mut WasiConfig, Error> {
        require()?;
        let addresses = c_string(addresses, "the addresses")?;
        // SAFETY: the configuration lives, and the text ends with a zero.
        let allowed = unsafe { (self.library.lanner_wasi_allow_peers)(self.pointer.as_ptr(), addresses.as_ptr(), u32::from(port)) };
        self.done(allowed, "allowing peers")
    }

    /// Gives the guest clocks that begin at a time and go on by a step each time they are read, instead of those of the system. What is
    /// less than a microsecond is left out.
    ///
    /// # Errors
    ///
    /// The time is not within the years 1 to 9999, the step is longer than 29 years, or the configuration is complete.
    pub fn clock(&mut self, start: SystemTime, step: Duration) -> Result<&mut WasiConfig, Error> {
        require()?;
        // The library refuses the extremes, which stand for what has no room in the type.
        let start = match start.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_micros()).unwrap_or(i64::MAX),
            Err(before) => i64::try_from(before.duration().as_micros()).map_or(i64::MIN, |before| -before),
        };
        let step = u64::try_from(step.as_micros()).unwrap_or(u64::MAX);
        // SAFETY: the configuration lives.
        let set = unsafe { (self.library.lanner_wasi_set_clock)(self.pointer.as_ptr(), start, step) };
        self.done(set, "setting the clock")
    }

    /// Sets the number of files that the guest may have open, with streams and directories; 1024 otherwise.
    ///
    /// # Errors
    ///
    /// The configuration is complete.
    pub fn most_descriptors(&mut self, most: u32) -> Result<&mut WasiConfig, Error> {
        require()?;
        // SAFETY: the configuration lives.
        let set = unsafe { (self.library.lanner_wasi_set_most_descriptors)(self.pointer.as_ptr(), most) };
        self.done(set, "setting the number of descriptors")
    }

    /// Gives the guest the random numbers that follow from a seed, instead of those of the system.
    ///
    /// # Errors
    ///
    /// The configuration is complete.
    pub fn random_seed(&mut self, seed: i64) -> Result<&mut WasiConfig, Error> {
        require()?;
        // SAFETY: the configuration lives.
        let set = unsafe { (self.library.lanner_wasi_set_random_seed)(self.pointer.as_ptr(), seed) };
        self.done(set, "setting the seed")
    }

    pub(crate) fn pointer(&self) -> *const Item {
        self.pointer.as_ptr()
    }

    fn captured(&self, stream: Streams) -> Result<Vec<u8>, Error> {
        require()?;
        let mut out = Bytes::EMPTY;
        // SAFETY: the configuration lives, and the library writes a vector that take_bytes releases.
        unsafe {
            let read = (self.library.lanner_wasi_captured)(self.pointer.as_ptr(), stream.0, &mut out);
            done(self.library, read, "reading what was captured")?;
            Ok(take_bytes(self.library, out))
        }
    }

    pub(crate) fn done(&mut self, succeeded: bool, what: &str) -> Result<&mut WasiConfig, Error> {
        done(self.library, succeeded, what)?;
        Ok(self)
    }
}

impl Drop for WasiConfig {
    fn drop(&mut self) {
        // SAFETY: the name is owned; linkers keep what they have got.
        unsafe { release(self.library.lanner_wasi_delete, self.pointer.as_ptr()) }
    }
}

impl fmt::Debug for WasiConfig {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("WasiConfig").finish_non_exhaustive()
    }
}
