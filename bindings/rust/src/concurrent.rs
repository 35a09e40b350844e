//! Many calls of components in one store.

use std::fmt;
use std::marker::PhantomData;
use std::sync::{Mutex, MutexGuard};

use crate::call::Call;
use crate::store::{state_of, StoreInner, StoreState};
use crate::{Error, Store};

/// A store in which calls of components are on their way, many at once
/// ([`ComponentInstance::call_concurrent`](crate::ComponentInstance::call_concurrent)). It borrows the store, which nobody uses otherwise
/// meanwhile: [`Store::concurrent`].
pub struct Concurrent<'a, T: 'static> {
    /// Not by the reference, whose use would end the calls.
    store: *mut StoreInner<T>,
    beginning: Mutex<()>,
    borrows: PhantomData<&'a mut Store<T>>,
}

// SAFETY: it stands for a reference to the store, whose data may go to other threads.
unsafe impl<T: Send> Send for Concurrent<'_, T> {}
// SAFETY: calls begin one at a time, behind the lock. What else is used of the store is for several threads; the data are not used.
unsafe impl<T: Send> Sync for Concurrent<'_, T> {}

impl<'a, T: 'static> Concurrent<'a, T> {
    pub(crate) fn new(store: &'a mut Store<T>) -> Concurrent<'a, T> {
        Concurrent { store: store.settled(), beginning: Mutex::new(()), borrows: PhantomData }
    }

    /// Begins a call of a component.
    pub(crate) fn begin(&self, begin: impl FnOnce(&StoreState) -> Result<Call, Error>) -> Result<Call, Error> {
        let _beginning: MutexGuard<'_, ()> = self.beginning.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        begin(self.state())
    }

    /// What is for several threads of the store.
    pub(crate) fn state(&self) -> &StoreState {
        // SAFETY: the store is borrowed, so that it lives.
        unsafe { state_of(self.store) }
    }
}

impl<T: 'static> fmt::Debug for Concurrent<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Concurrent").finish_non_exhaustive()
    }
}
