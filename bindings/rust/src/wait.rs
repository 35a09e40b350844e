//! Futures of the host, for which guests wait.
//!
//! A future is polled first where the guest has called it. Later, when it has been woken, a thread of this crate polls it: one for all,
//! that is there once a future was not ready at once. So no executor is needed, and whoever wakes is not held up.

use std::collections::HashMap;
use std::future::Future;
use std::os::raw::c_void;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::task::{Context, Poll, Wake, Waker};

use crate::call::borrowed_values;
use crate::error::{BoxedError, Carried};
use crate::interrupt::Gate;
use crate::library::borrowed;
use crate::raw::{Bytes, Item};
use crate::store::StoreState;
use crate::value::Position;
use crate::{Error, FunctionType, LannerError, Value};

/// What comes back of a call, of a guest or of the host: values, or the text of a component's.
pub enum Returned {
    Values(Vec<Value>),
    Text(String),
}

/// What a host function waits for.
pub type HostFuture = Pin<Box<dyn Future<Output = Result<Returned, BoxedError>> + Send>>;

/// A host function that a guest waits for.
pub(crate) struct Wait {
    number: u64,
    gate: Arc<Gate>,
    /// The store, which lives while the gate has it.
    state: *const StoreState,
    completion: *mut Item,
    /// The type; none for a function for components.
    r#type: Option<Arc<FunctionType>>,
    /// How often the future was woken since it was last polled to the end; who changes it from zero has it polled.
    wakes: AtomicUsize,
    is_cancelled: AtomicBool,
    work: Mutex<Work>,
}

struct Work {
    /// None once the wait has ended.
    future: Option<HostFuture>,
    /// True once the library knows whom to tell of a cancellation.
    is_watched: bool,
}

// SAFETY: the completion is for any thread, and ended once, by who takes the future away. The store is used behind its gate.
unsafe impl Send for Wait {}
// SAFETY: as above.
unsafe impl Sync for Wait {}

/// What there is to do, and who waits.
struct Waits {
    /// None before the first.
    pending: Option<HashMap<u64, Arc<Wait>>>,
    woken: Vec<Arc<Wait>>,
    has_thread: bool,
}

static NEXT: AtomicU64 = AtomicU64::new(1);
static WAITS: Mutex<Waits> = Mutex::new(Waits { pending: None, woken: Vec::new(), has_thread: false });
static HAS_WORK: Condvar = Condvar::new();

fn waits() -> MutexGuard<'static, Waits> {
    WAITS.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// Begins a wait with what a host function has made, which has panicked if there is nothing.
///
/// # Safety
///
/// The store is in use by the call; the completion is owned, and of a function of the type.
pub(crate) unsafe fn begin(
    state: &StoreState,
    completion: *mut Item,
    r#type: Option<Arc<FunctionType>>,
    make: impl FnOnce() -> Result<HostFuture, Error>,
) {
    let (future, failure) = match catch_unwind(AssertUnwindSafe(make)) {
        Ok(Ok(future)) => (Some(future), None),
        Ok(Err(error)) => (None, Some(Carried::Error(error.into()))),
        Err(panic) => (None, Some(Carried::Panic(panic))),
    };
    let wait = Arc::new(Wait {
        number: NEXT.fetch_add(1, Ordering::Relaxed),
        gate: state.gate().clone(),
        state,
        completion,
        r#type,
        wakes: AtomicUsize::new(1),
        is_cancelled: AtomicBool::new(false),
        work: Mutex::new(Work { future, is_watched: false }),
    });
    match failure {
        Some(failure) => wait.fail(failure),
        None => wait.run(),
    }
}

impl Wake for Wait {
    fn wake(self: Arc<Wait>) {
        if self.wakes.fetch_add(1, Ordering::AcqRel) == 0 {
            self.enqueue();
        }
    }
}

impl Wait {
    fn enqueue(self: Arc<Wait>) {
        waits().woken.push(self);
        HAS_WORK.notify_one();
    }

    /// Polls the future. One thread at a time does so: the one that has changed the number of wakes from zero, or made it.
    fn run(self: Arc<Wait>) {
        let seen = self.wakes.load(Ordering::Acquire);
        let mut work = self.work.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let future = match work.future.as_mut() {
            Some(future) => future,
            None => return,
        };
        if self.is_cancelled.load(Ordering::Acquire) {
            self.drop_future(work);
            self.return_nothing();
            return;
        }
        let waker = Waker::from(self.clone());
        match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(&mut Context::from_waker(&waker)))) {
            Ok(Poll::Pending) => {
                if !work.is_watched {
                    if let Err(error) = self.watch() {
                        self.drop_future(work);
                        self.fail(Carried::Error(error.into()));
                        return;
                    }
                    work.is_watched = true;
                }
                drop(work);
                if self.wakes.fetch_sub(seen, Ordering::AcqRel) != seen {
                    self.enqueue();
                }
            }
            Ok(Poll::Ready(result)) => {
                self.drop_future(work);
                match result {
                    Ok(returned) => self.finish(returned),
                    Err(error) => self.fail(Carried::Error(error)),
                }
            }
            Err(panic) => {
                self.drop_future(work);
                self.fail(Carried::Panic(panic));
            }
        }
    }

    /// Has the library tell when nobody waits any more, and a thread poll what is woken.
    fn watch(self: &Arc<Wait>) -> Result<(), LannerError> {
        let mut waits = waits();
        if !waits.has_thread {
            let thread = std::thread::Builder::new().name("lanner futures".to_owned()).spawn(poll_what_is_woken);
            thread.map_err(|error| LannerError::new(format!("there is no thread to poll futures of the host: {error}")))?;
            waits.has_thread = true;
        }
        waits.pending.get_or_insert_with(HashMap::new).insert(self.number, self.clone());
        drop(waits);
        // SAFETY: the completion is not ended, and the callback takes the number alone: it may come late.
        unsafe { (self.gate.library.lanner_completion_on_cancel)(self.completion, cancelled, self.number as *mut c_void) };
        Ok(())
    }

    /// Drops the future, whose own end may panic.
    fn drop_future(&self, mut work: MutexGuard<'_, Work>) {
        if work.is_watched {
            if let Some(pending) = waits().pending.as_mut() {
                pending.remove(&self.number);
            }
        }
        let future = work.future.take();
        drop(work);
        drop(catch_unwind(AssertUnwindSafe(|| drop(future))));
    }

    /// Ends the wait with what the host function has returned.
    fn finish(&self, returned: Returned) {
        let library = self.gate.library;
        match (returned, &self.r#type) {
            // SAFETY: the completion is owned, and the text is only read.
            (Returned::Text(text), None) => unsafe {
                (library.lanner_completion_return_text)(self.completion, &borrowed(text.as_bytes()));
            },
            (Returned::Values(values), Some(r#type)) => {
                let kinded = self.in_store(|state| {
                    let kinds = r#type.results();
                    if values.len() != kinds.len() {
                        let found = values.len();
                        return Err(Error::from(LannerError::new(format!("{found} results were returned; the type is {type}"))));
                    }
                    let values = values.iter().zip(kinds).enumerate();
                    values
                        .map(|(index, (value, kind))| value.to_kinded(state, *kind, Position::Result(index)))
                        .collect::<Result<Vec<_>, _>>()
                });
                match kinded {
                    // SAFETY: the completion is owned; the values are of the type and live until the end.
                    Some(Ok(kinded)) => unsafe {
                        (library.lanner_completion_return)(self.completion, &borrowed_values(&kinded));
                    },
                    Some(Err(error)) => self.fail(Carried::Error(error.into())),
                    None => self.return_nothing(),
                }
            }
            _ => self.return_nothing(),
        }
    }

    /// Ends the wait, and its guest, with an error or a panic.
    fn fail(&self, failure: Carried) {
        let message = failure.message();
        match self.in_store(|state| state.carry(message, failure)) {
            // SAFETY: the completion and the trap are owned.
            Some(trap) => unsafe {
                (self.gate.library.lanner_completion_trap)(self.completion, trap);
            },
            None => self.return_nothing(),
        }
    }

    /// Ends a wait for which nobody waits any more.
    fn return_nothing(&self) {
        let library = self.gate.library;
        // SAFETY: the completion is owned, and what it is ended with has no effect.
        unsafe {
            match self.r#type {
                Some(_) => (library.lanner_completion_return)(self.completion, &borrowed_values(&[])),
                None => (library.lanner_completion_return_text)(self.completion, &Bytes::EMPTY),
            };
        }
    }

    /// Does something with the store, if it has not ended. Nothing of the host's runs meanwhile.
    fn in_store<R>(&self, action: impl FnOnce(&StoreState) -> R) -> Option<R> {
        let store = self.gate.store.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        // SAFETY: the store lives as long as the lock is held. Only parts of it are used that are for several threads.
        store.map(|_| action(unsafe { &*self.state }))
    }
}

/// The library calls this when nobody waits any more, on any thread.
unsafe extern "C" fn cancelled(number: *mut c_void) {
    let wait = waits().pending.as_ref().and_then(|pending| pending.get(&(number as u64)).cloned());
    if let Some(wait) = wait {
        wait.is_cancelled.store(true, Ordering::Release);
        wait.wake();
    }
}

fn poll_what_is_woken() {
    loop {
        let mut waits = waits();
        while waits.woken.is_empty() {
            waits = HAS_WORK.wait(waits).unwrap_or_else(|poisoned| poisoned.into_inner());
        }
        let woken = std::mem::take(&mut waits.woken);
        drop(waits);
        for wait in woken {
            wait.run();
        }
    }
}
