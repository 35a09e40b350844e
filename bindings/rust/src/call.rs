//! Calls of guests that a thread of the library's runs.

use std::future::Future;
use std::os::raw::c_void;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::pin::Pin;
use std::ptr::NonNull;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::task::{Context, Poll, Waker};

use crate::library::{copy_bytes, made};
use crate::raw::{Bytes, Functions, Item, KindedValue, KindedValues, Raw};
use crate::store::{OwnedTrap, StoreState};
use crate::thread::release;
use crate::types::ValueType;
use crate::value::copy_reference;
use crate::wait::Returned;
use crate::{Error, Value};

/// How a call has ended.
pub(crate) enum Outcome {
    Returned(Returned),
    Failed(Error),
    Trapped(OwnedTrap),
}

impl Outcome {
    /// What the guest has returned.
    ///
    /// # Panics
    ///
    /// With the panic of a host function.
    pub(crate) fn into_result(self, state: &StoreState) -> Result<Returned, Error> {
        match self {
            Outcome::Returned(returned) => Ok(returned),
            Outcome::Failed(error) => Err(error),
            // SAFETY: the trap is of a call in this store.
            Outcome::Trapped(trap) => Err(unsafe { state.error_of(trap) }),
        }
    }
}

/// A call that has begun. Its store knows it too, so that nobody uses the store before the call has ended, whatever became of the future.
pub(crate) struct Running {
    library: &'static Functions,
    store: *const StoreState,
    progress: Mutex<Progress>,
    has_ended: Condvar,
}

struct Progress {
    call: Option<NonNull<Item>>,
    waker: Option<Waker>,
    has_ended: bool,
    outcome: Option<Outcome>,
}

// SAFETY: the name of the call is for any thread. The pointer to the store is used when the call ends, which the store waits for.
unsafe impl Send for Running {}
// SAFETY: as above.
unsafe impl Sync for Running {}

impl Running {
    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.progress().has_ended
    }

    /// Has the guest end, and does not wait for that.
    pub(crate) fn cancel(&self) {
        let progress = self.progress();
        if let (Some(call), false) = (progress.call, progress.has_ended) {
            // Without the lock: the guest may end at once, here.
            drop(progress);
            // SAFETY: the call is named until this is dropped.
            unsafe { release(cancel, call.as_ptr()) }
        }
    }

    /// Waits until the call has ended.
    pub(crate) fn wait(&self) {
        let mut progress = self.progress();
        while !progress.has_ended {
            progress = self.has_ended.wait(progress).unwrap_or_else(|poisoned| poisoned.into_inner());
        }
    }

    fn end(&self, outcome: Outcome) {
        let waker = {
            let mut progress = self.progress();
            progress.outcome = Some(outcome);
            progress.has_ended = true;
            self.has_ended.notify_all();
            progress.waker.take()
        };
        // From here on nothing of the store is used. The waker is of the host's, and the frames above are .NET's.
        drop(catch_unwind(AssertUnwindSafe(|| waker.map(Waker::wake))));
    }
}

unsafe extern "C" fn cancel(call: *mut Item) {
    if let Ok(library) = crate::library::library_of_any_thread() {
        (library.lanner_call_cancel)(call);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(call) = self.progress().call {
            // SAFETY: the name is owned.
            unsafe { release(self.library.lanner_call_delete, call.as_ptr()) }
        }
    }
}

/// Waits for the end of a call; cancels it when it is dropped.
pub(crate) struct Call {
    running: Arc<Running>,
}

impl Call {
    /// Begins a call by a function of the library, which gets what the callback is to be called with.
    pub(crate) fn begin(state: &StoreState, begin: impl FnOnce(*mut c_void) -> *mut Item) -> Result<Call, Error> {
        let progress = Progress { call: None, waker: None, has_ended: false, outcome: None };
        let running = Arc::new(Running { library: state.library, store: state, progress: Mutex::new(progress), has_ended: Condvar::new() });
        let environment = Arc::into_raw(running.clone());
        match made(state.library, begin(environment as *mut c_void), "the call") {
            Ok(call) => {
                // It may have ended meanwhile.
                running.progress().call = Some(call);
                state.add_running(running.clone());
                Ok(Call { running })
            }
            Err(error) => {
                // SAFETY: there is no callback that would take it.
                drop(unsafe { Arc::from_raw(environment) });
                Err(error)
            }
        }
    }

    /// Begins a call of a function.
    ///
    /// # Safety
    ///
    /// The function is of the store, which the caller has for changes, and is used by nobody until the call has ended.
    pub(crate) unsafe fn of_function(
        state: &StoreState,
        function: *const Item,
        params: &[ValueType],
        arguments: &[Value],
    ) -> Result<Call, Error> {
        let mut values = Vec::with_capacity(arguments.len());
        for (index, (argument, kind)) in arguments.iter().zip(params).enumerate() {
            values.push(argument.to_kinded(state, *kind, crate::value::Position::Argument(index))?);
        }
        let vector = borrowed_values(&values);
        Call::begin(state, |environment| (state.library.lanner_func_call_async)(function, &vector, function_ended, environment))
    }
}

impl Future for Call {
    type Output = Outcome;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Outcome> {
        let mut progress = self.running.progress();
        match progress.outcome.take() {
            Some(outcome) => Poll::Ready(outcome),
            None => {
                progress.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        self.running.cancel();
    }
}

/// Values as a vector that the library only reads.
pub(crate) fn borrowed_values(values: &[KindedValue]) -> KindedValues {
    KindedValues { size: values.len(), data: values.as_ptr() as *mut KindedValue }
}

/// The values of a vector, with references of their own.
///
/// # Safety
///
/// The vector is the library's and lives; the store lives.
pub(crate) unsafe fn copy_values(state: &StoreState, vector: *const KindedValues) -> Result<Vec<Value>, Error> {
    let values = if vector.is_null() || (*vector).size == 0 { &[] } else { std::slice::from_raw_parts((*vector).data, (*vector).size) };
    let taken: Vec<Result<Value, Error>> = values
        .iter()
        .map(|value| {
            let kind = ValueType::of(value.kind);
            let mut raw = Raw::ZERO;
            if kind.is_reference() {
                raw.reference = copy_reference(state, value.of.reference);
            } else {
                raw.i64 = value.of.i64;
            }
            Value::from_raw(state, kind, &raw)
        })
        .collect();
    // All are taken before one may fail, so that none is lost.
    taken.into_iter().collect()
}

/// The library calls this when a call of a function has ended.
///
/// SAFETY: the environment is what begin gave, once. The store lives until the call is said to have ended, and nobody uses it.
unsafe extern "C" fn function_ended(environment: *mut c_void, trap: *mut Item, results: *const KindedValues) {
    let running = Arc::from_raw(environment.cast::<Running>() as *const Running);
    running.end(match OwnedTrap::new(running.library, trap) {
        Some(trap) => Outcome::Trapped(trap),
        None => match copy_values(&*running.store, results) {
            Ok(values) => Outcome::Returned(Returned::Values(values)),
            Err(error) => Outcome::Failed(error),
        },
    });
}

/// The library calls this when a call of a function of a component has ended.
///
/// SAFETY: as for function_ended.
pub(crate) unsafe extern "C" fn component_ended(environment: *mut c_void, trap: *mut Item, result: *const Bytes) {
    let running = Arc::from_raw(environment.cast::<Running>() as *const Running);
    running.end(match OwnedTrap::new(running.library, trap) {
        Some(trap) => Outcome::Trapped(trap),
        None => match crate::component::text_of(copy_bytes(result)) {
            Ok(text) => Outcome::Returned(Returned::Text(text)),
            Err(error) => Outcome::Failed(error),
        },
    });
}
