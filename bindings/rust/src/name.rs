//! Names of things in stores.

use std::ptr::NonNull;

use crate::raw::{Functions, Item};
use crate::thread::release;

/// A name of something in a store, which is released at the end.
///
/// It does not keep the store. Whoever uses the pointer has the store, and has compared its number
/// ([`check`](crate::store::StoreState::check)).
pub struct Name {
    pointer: NonNull<Item>,
    store: u64,
    delete: unsafe extern "C" fn(*mut Item),
}

// SAFETY: the pointer is used by whoever has the store, one thread at a time; and released by any thread at any time, which the library
// allows: a name is a handle of .NET's garbage collector, and what it stood for is collected by that.
unsafe impl Send for Name {}
// SAFETY: as above.
unsafe impl Sync for Name {}

impl Name {
    /// Takes over a name.
    ///
    /// # Safety
    ///
    /// The pointer is to a reference (function, memory, instance and so on) of the store with the number, and owned.
    pub(crate) unsafe fn new(library: &'static Functions, pointer: NonNull<Item>, store: u64) -> Name {
        // Functions, memories and so on stay the same name when they are taken for references.
        Name { pointer, store, delete: library.wasm_ref_delete }
    }

    /// Takes over a name of something that is no reference, with the function that deletes it.
    ///
    /// # Safety
    ///
    /// The pointer is to something of the store with the number, and owned; the function is for it.
    pub(crate) unsafe fn with_delete(pointer: NonNull<Item>, store: u64, delete: unsafe extern "C" fn(*mut Item)) -> Name {
        Name { pointer, store, delete }
    }

    #[inline(always)]
    pub(crate) fn pointer(&self) -> *mut Item {
        self.pointer.as_ptr()
    }

    #[inline(always)]
    pub(crate) fn store(&self) -> u64 {
        self.store
    }
}

impl Drop for Name {
    fn drop(&mut self) {
        // SAFETY: the name is owned, and the function is for it.
        unsafe { release(self.delete, self.pointer.as_ptr()) }
    }
}
