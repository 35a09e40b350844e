//! What the tests of signals need of the system, which the standard library has not.

#![cfg(target_os = "linux")]

use std::os::raw::{c_int, c_long, c_void};

pub const SIGINT: c_int = 2;
pub const SIGABRT: c_int = 6;
pub const SIGUSR1: c_int = 10;
pub const SIGSEGV: c_int = 11;
pub const SIGPIPE: c_int = 13;
pub const SIGALRM: c_int = 14;
pub const SIGTERM: c_int = 15;
pub const SIGCHLD: c_int = 17;
pub const SA_SIGINFO: c_int = 4;
pub const SA_ONSTACK: c_int = 0x0800_0000;
pub const SA_RESTART: c_int = 0x1000_0000;

/// `struct sigaction` of Linux with glibc, on 64 bits.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Action {
    pub handler: usize,
    pub mask: [u64; 16],
    pub flags: c_int,
    pub restorer: usize,
}

extern "C" {
    pub fn fork() -> c_int;
    pub fn waitpid(process: c_int, status: *mut c_int, options: c_int) -> c_int;
    pub fn _exit(status: c_int) -> !;
    pub fn pthread_self() -> usize;
    pub fn pthread_kill(thread: usize, signal: c_int) -> c_int;
    pub fn kill(process: c_int, signal: c_int) -> c_int;
    pub fn sigaction(signal: c_int, action: *const Action, old: *mut Action) -> c_int;
    pub fn mmap(address: *mut c_void, length: usize, protection: c_int, flags: c_int, file: c_int, offset: c_long) -> *mut c_void;
    pub fn mprotect(address: *mut c_void, length: usize, protection: c_int) -> c_int;
    pub fn munmap(address: *mut c_void, length: usize) -> c_int;
    pub fn alarm(seconds: u32) -> u32;
    pub fn atexit(function: extern "C" fn()) -> c_int;
}

/// What happens with a signal now.
pub fn action_of(signal: c_int) -> Action {
    let mut action = Action { handler: 0, mask: [0; 16], flags: 0, restorer: 0 };
    // SAFETY: the system fills the structure.
    assert_eq!(0, unsafe { sigaction(signal, std::ptr::null(), &mut action) });
    action
}

/// Has a handler called for a signal.
pub fn handle(signal: c_int, handler: usize, flags: c_int) -> Action {
    let action = Action { handler, mask: [0; 16], flags, restorer: 0 };
    let mut old = action;
    // SAFETY: both structures live.
    assert_eq!(0, unsafe { sigaction(signal, &action, &mut old) });
    old
}

/// A page that is not there at first. Touching it is a fault, which [`repair`] puts right: a write goes on as if nothing had been.
pub struct Page(*mut u8);

const PAGE: usize = 4096;

impl Page {
    pub fn new() -> Page {
        // SAFETY: new memory, of nobody else.
        let address = unsafe { mmap(std::ptr::null_mut(), PAGE, 0, 0x22, -1, 0) };
        assert_ne!(-1, address as isize);
        Page(address.cast())
    }

    /// Faults, and goes on.
    pub fn fault(&self, value: u8) {
        // SAFETY: the page is this one's own; the handler makes it accessible.
        unsafe {
            assert_eq!(0, mprotect(self.0.cast(), PAGE, 0));
            self.0.write_volatile(value);
            assert_eq!(value, self.0.read_volatile());
        }
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        // SAFETY: the page is this one's own.
        unsafe { munmap(self.0.cast(), PAGE) };
    }
}

pub static REPAIRED: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);

/// A handler of SIGSEGV as programs have it that page in what they need: it makes the page accessible.
pub extern "C" fn repair(_signal: c_int, details: *const u8, _context: *mut c_void) {
    // SAFETY: the address of the fault is the third word of siginfo_t; mprotect is safe in a handler.
    unsafe {
        let address = details.add(16).cast::<usize>().read() & !(PAGE - 1);
        if mprotect(address as *mut c_void, PAGE, 3) != 0 {
            _exit(99);
        }
    }
    REPAIRED.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
}
