//! Interruption of guests by other threads.

use std::fmt;
use std::ptr::NonNull;
use std::sync::{Arc, Mutex};

use crate::library::done;
use crate::raw::{Functions, Item};
use crate::thread::require;
use crate::Error;

/// The store, as long as it lives, for those on other threads.
pub(crate) struct Gate {
    pub(crate) library: &'static Functions,
    pub(crate) store: Mutex<Option<NonNull<Item>>>,
}

// SAFETY: the pointer is used to interrupt the store only, which any thread may, and which ends it behind the same lock.
unsafe impl Send for Gate {}
// SAFETY: as above.
unsafe impl Sync for Gate {}

/// Interrupts the guests of a store, from any thread. It does not keep the store.
#[derive(Clone)]
pub struct InterruptHandle {
    pub(crate) gate: Arc<Gate>,
}

impl InterruptHandle {
    /// Has the guest that runs trap at its next loop or call; when none runs, the next call. False if the store has ended.
    ///
    /// # Errors
    ///
    /// The engine is not [`interruptible`](crate::EngineOptions::interruptible).
    pub fn interrupt(&self) -> Result<bool, Error> {
        require()?;
        let library = self.gate.library;
        let store = self.gate.store.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        match *store {
            Some(pointer) => {
                // SAFETY: the store lives as long as the lock is held.
                done(library, unsafe { (library.lanner_store_interrupt)(pointer.as_ptr()) }, "the interruption")?;
                Ok(true)
            }
            None => Ok(false),
        }
    }
}

impl fmt::Debug for InterruptHandle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("InterruptHandle").finish_non_exhaustive()
    }
}
