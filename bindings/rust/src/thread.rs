//! The ends of threads.
//!
//! .NET forgets a thread of the host's when the thread ends, by a destructor of the thread. The loader adds one of its own behind it at the
//! first call of a thread. Destructors are called from the last to the first, so that the loader knows just before .NET forgets, and
//! refuses what is called later. It refuses to release things, too: they would stay until the process ends.
//!
//! Destructors of Rust's `thread_local!` that were added before the first call come after all that, and may have stores to drop. So each
//! thread that calls has a third destructor, added behind the loader's and called before it: from then on what is called here is an error
//! without asking the loader, and what is dropped is released by another thread.

use std::cell::Cell;
use std::os::raw::{c_int, c_void};
use std::sync::atomic::{AtomicPtr, Ordering};

use crate::library::library_of_any_thread;
use crate::raw::Item;
use crate::{Error, LannerError};

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    Ready,
    Ended,
}

thread_local!(static STATE: Cell<State> = const { Cell::new(State::New) });

extern "C" {
    fn pthread_create(
        thread: *mut usize,
        attributes: *const c_void,
        start: extern "C" fn(*mut c_void) -> *mut c_void,
        argument: *mut c_void,
    ) -> c_int;
    fn pthread_join(thread: usize, result: *mut *mut c_void) -> c_int;
}

/// How a destructor of the running thread is added (`__cxa_thread_atexit_impl`).
type AddDestructor = unsafe extern "C" fn(extern "C" fn(*mut c_void), *mut c_void, *mut c_void) -> c_int;

static ADD_DESTRUCTOR: AtomicPtr<c_void> = AtomicPtr::new(std::ptr::null_mut());

/// Notes the address of the system's `__cxa_thread_atexit_impl`; null where the system has none.
pub(crate) fn set_add_destructor(address: *mut c_void) {
    ADD_DESTRUCTOR.store(address, Ordering::Release);
}

extern "C" fn thread_ends(_unused: *mut c_void) {
    STATE.with(|state| state.set(State::Ended));
}

/// True while the running thread can call the library.
#[inline(always)]
pub(crate) fn is_ready() -> bool {
    STATE.with(Cell::get) == State::Ready || prepare()
}

#[cold]
fn prepare() -> bool {
    if STATE.with(Cell::get) == State::Ended {
        return false;
    }
    if let Ok(library) = library_of_any_thread() {
        STATE.with(|state| state.set(State::Ready));
        // SAFETY: null is nothing to release. The call has .NET and the loader add their destructors, so that ours is the last.
        unsafe { (library.wasm_ref_delete)(std::ptr::null_mut()) };
        let address = ADD_DESTRUCTOR.load(Ordering::Acquire);
        if !address.is_null() {
            // SAFETY: the address is that of the function, whose type this is; the destructor uses neither of the pointers.
            unsafe {
                let add = std::mem::transmute::<*mut c_void, AddDestructor>(address);
                add(thread_ends, std::ptr::null_mut(), std::ptr::null_mut());
            }
        }
    }
    true
}

/// An error if the running thread cannot call the library any more.
#[inline(always)]
pub(crate) fn require() -> Result<(), Error> {
    if is_ready() {
        Ok(())
    } else {
        Err(ended())
    }
}

#[cold]
pub(crate) fn ended() -> Error {
    LannerError::new("the thread is ending: in destructors of thread_local! nothing of this crate can be called, only dropped").into()
}

/// A function that releases something, and what.
struct Release(unsafe extern "C" fn(*mut Item), *mut Item);

/// Releases something, by another thread if this one is ending.
///
/// # Safety
///
/// The pointer is owned, and the function is for it.
pub(crate) unsafe fn release(delete: unsafe extern "C" fn(*mut Item), pointer: *mut Item) {
    if is_ready() {
        delete(pointer);
        return;
    }
    let mut release = Release(delete, pointer);
    let mut thread = 0;
    // A thread of the system's, since Rust's may want what this thread has already given back. If there is none to be had, the thing stays.
    if pthread_create(&mut thread, std::ptr::null(), release_elsewhere, std::ptr::addr_of_mut!(release).cast()) == 0 {
        pthread_join(thread, std::ptr::null_mut());
    }
}

extern "C" fn release_elsewhere(argument: *mut c_void) -> *mut c_void {
    // SAFETY: the argument lives until this thread is joined, and is the only use of what is in it.
    unsafe {
        let Release(delete, pointer) = argument.cast::<Release>().read();
        delete(pointer);
    }
    std::ptr::null_mut()
}
