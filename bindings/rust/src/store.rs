//! Stores: what guests live in, and what the host's data are kept in.
//!
//! Guests call the host while they run, so that the same store is in use further up the stack. Therefore nobody makes a reference to a
//! whole [`StoreInner`]: its parts are reached through one raw pointer, the state by shared references (its parts that change are cells,
//! which are not borrowed during a call of the library), and the data by references that borrow the `Store` or the `Caller`.

use std::cell::RefCell;
use std::fmt;
use std::os::raw::c_void;
use std::ptr::{addr_of, addr_of_mut, NonNull};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use crate::call::Running;
use crate::error::Carried;
use crate::interrupt::{Gate, InterruptHandle};
use crate::library::{borrowed, done, made};
use crate::limits::{signed, Limits};
use crate::name::Name;
use crate::raw::{Functions, Item};
use crate::thread::{ended, is_ready, release, require};
use crate::trap::{describe, frames_of};
use crate::{AsStore, Concurrent, Engine, Error, LannerError};

static NEXT: AtomicU64 = AtomicU64::new(1);

/// A sandbox: what is made in a store lives in it, and ends when it is dropped. It holds data of the host's too.
///
/// Functions, memories and so on are names of what is in the store, and take it as an argument where they need it. A name outlives its
/// store without harm: used with another store it is refused.
///
/// While a call that was begun by `call_async` is on its way, its future borrows the store:
///
/// ```compile_fail,E0502
/// # async fn f(mut store: lanner::Store<u32>, function: lanner::Function) -> Result<(), lanner::Error> {
/// let call = function.call_async(&mut store, &[]);
/// println!("{}", store.data());
/// call.await?;
/// # Ok(())
/// # }
/// ```
///
/// A future that is dropped before the call has ended cancels it, without waiting for its end: the next use of the store does, or its end.
///
/// A store can go from thread to thread, and is used by one at a time:
///
/// ```compile_fail,E0277
/// fn is_for_all_threads_at_once<T: Sync>() {}
/// is_for_all_threads_at_once::<lanner::Store<()>>();
/// ```
///
/// While a slice of a guest's memory is in use, no guest can run that could make the memory grow:
///
/// ```compile_fail,E0502
/// # fn f(mut store: lanner::Store<()>, memory: lanner::Memory, function: lanner::Function) -> Result<(), lanner::Error> {
/// let bytes = memory.data(&store)?;
/// function.call(&mut store, &[])?;
/// println!("{}", bytes[0]);
/// # Ok(())
/// # }
/// ```
///
/// nor can the store end:
///
/// ```compile_fail,E0505
/// # fn f(store: lanner::Store<()>, memory: lanner::Memory) -> Result<(), lanner::Error> {
/// let bytes = memory.data(&store)?;
/// drop(store);
/// println!("{}", bytes[0]);
/// # Ok(())
/// # }
/// ```
///
/// Host functions stay in the store, so that they own what they refer to, or share it:
///
/// ```compile_fail,E0597
/// # fn f(mut store: lanner::Store<()>) -> Result<(), lanner::Error> {
/// let name = String::from("a name");
/// let text = &name;
/// lanner::Function::wrap(&mut store, move || println!("{}", text))?;
/// # Ok(())
/// # }
/// ```
pub struct Store<T: 'static = ()> {
    // A raw pointer to mutable: stores with data of different lifetimes are different types.
    inner: *mut StoreInner<T>,
}

// SAFETY: the library's stores are for any thread, one at a time; host functions and objects of externref are Send.
unsafe impl<T: Send> Send for Store<T> {}

/// What a `Store` points to.
pub struct StoreInner<T> {
    state: StoreState,
    data: T,
}

/// A store without the host's data.
pub struct StoreState {
    pub(crate) library: &'static Functions,
    pub(crate) pointer: NonNull<Item>,
    /// A number that no other store of the process has.
    pub(crate) id: u64,
    pub(crate) engine: Engine,
    gate: Arc<Gate>,
    /// The host functions, which are freed after the library's store.
    hosts: RefCell<Vec<Host>>,
    /// What finalizers have left to be freed, when no code of the library is further up the stack.
    garbage: Mutex<Vec<Attached>>,
    /// Calls that threads of the library's run, until somebody uses the store after them.
    running: RefCell<Vec<Arc<Running>>>,
}

/// A host function without its type.
pub(crate) struct Host {
    pub(crate) pointer: *mut c_void,
    pub(crate) free: unsafe fn(*mut c_void),
}

/// What is attached to a thing of the library's.
pub(crate) struct Attached {
    store: *const StoreState,
    pub(crate) content: AttachedContent,
}

pub(crate) enum AttachedContent {
    /// An object for `externref`.
    Object(Box<dyn std::any::Any + Send>),
    /// What a host function has ended with, until somebody takes it.
    Carried(RefCell<Option<Carried>>),
}

impl<T: 'static> Store<T> {
    /// Makes a store without limits, with data of the host's.
    ///
    /// # Errors
    ///
    /// There is no memory left.
    pub fn new(engine: &Engine, data: T) -> Result<Store<T>, Error> {
        Store::with_limits(engine, data, &Limits::new())
    }

    /// Makes a store with limits. A guest that reaches one traps, and the trap says which.
    ///
    /// # Errors
    ///
    /// A limit is larger than `i64::MAX`, or is not for the options of the engine.
    pub fn with_limits(engine: &Engine, data: T, limits: &Limits) -> Result<Store<T>, Error> {
        require()?;
        let library = engine.library();
        let limits = limits.to_raw()?;
        // SAFETY: the engine lives, and the limits are only read.
        let pointer = made(library, unsafe { (library.lanner_store_new)(engine.pointer(), &limits) }, "making the store")?;
        let state = StoreState {
            library,
            pointer,
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            engine: engine.clone(),
            gate: Arc::new(Gate { library, store: Mutex::new(Some(pointer)) }),
            hosts: RefCell::new(Vec::new()),
            garbage: Mutex::new(Vec::new()),
            running: RefCell::new(Vec::new()),
        };
        Ok(Store { inner: Box::into_raw(Box::new(StoreInner { state, data })) })
    }

    /// The host's data.
    pub fn data(&self) -> &T {
        // SAFETY: the store is borrowed, so that nobody changes the data.
        unsafe { &*addr_of!((*self.settled()).data) }
    }

    /// The host's data, for changes.
    pub fn data_mut(&mut self) -> &mut T {
        // SAFETY: the store is borrowed for changes, so that nobody else has the data.
        unsafe { &mut *addr_of_mut!((*self.settled()).data) }
    }

    /// Ends the store and gives its data back.
    pub fn into_data(self) -> T {
        let inner = self.settled();
        std::mem::forget(self);
        // SAFETY: the store is owned, and forgotten, so that this happens once.
        unsafe { close(inner) }.data
    }

    /// The engine that the store is of.
    pub fn engine(&self) -> &Engine {
        &state(self).engine
    }

    /// The fuel that is left.
    ///
    /// # Errors
    ///
    /// The engine has no [`fuel`](crate::EngineOptions::fuel).
    pub fn fuel(&self) -> Result<u64, Error> {
        state(self).fuel()
    }

    /// The fuel that guests have used.
    ///
    /// # Errors
    ///
    /// As for [`Store::fuel`].
    pub fn fuel_consumed(&self) -> Result<u64, Error> {
        let state = state(self);
        state.number(state.library.lanner_store_fuel_consumed)
    }

    /// Sets the fuel that is left.
    ///
    /// # Errors
    ///
    /// As for [`Store::fuel`], or it is more than `i64::MAX`.
    pub fn set_fuel(&mut self, fuel: u64) -> Result<(), Error> {
        require()?;
        let state = state(self);
        let fuel = signed(fuel, "the fuel")?;
        // SAFETY: the store lives.
        done(state.library, unsafe { (state.library.lanner_store_set_fuel)(state.pointer.as_ptr(), fuel) }, "setting the fuel")
    }

    /// Gives guests more fuel.
    ///
    /// # Errors
    ///
    /// As for [`Store::set_fuel`].
    pub fn add_fuel(&mut self, fuel: u64) -> Result<(), Error> {
        state(self).add_fuel(fuel)
    }

    /// Has guests trap once a time from now has passed, until the deadline is cleared or another is set.
    ///
    /// # Errors
    ///
    /// The engine is not [`interruptible`](crate::EngineOptions::interruptible).
    pub fn set_deadline(&mut self, time: Duration) -> Result<(), Error> {
        require()?;
        let state = state(self);
        let microseconds = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        // SAFETY: the store lives.
        let set = unsafe { (state.library.lanner_store_set_deadline)(state.pointer.as_ptr(), microseconds) };
        done(state.library, set, "setting the deadline")
    }

    /// Clears the deadline.
    pub fn clear_deadline(&mut self) {
        let state = state(self);
        if is_ready() {
            // SAFETY: the store lives.
            unsafe { (state.library.lanner_store_clear_deadline)(state.pointer.as_ptr()) }
        }
    }

    /// What interrupts the guests of this store, from any thread.
    pub fn interrupt_handle(&self) -> InterruptHandle {
        InterruptHandle { gate: state(self).gate.clone() }
    }

    /// The store for many calls of components at once.
    pub fn concurrent(&mut self) -> Concurrent<'_, T>
    where
        T: Send,
    {
        Concurrent::new(self)
    }

    /// What the store is, once no thread of the library's uses it.
    #[inline(always)]
    pub(crate) fn settled(&self) -> *mut StoreInner<T> {
        // SAFETY: the store lives, and its state is only ever borrowed shared.
        let state = unsafe { state_of(self.inner) };
        if !state.running.borrow().is_empty() {
            state.settle();
        }
        self.inner
    }
}

impl<T: 'static> Drop for Store<T> {
    fn drop(&mut self) {
        // SAFETY: the store is owned, and this happens once.
        drop(unsafe { close(self.settled()) });
    }
}

impl<T: fmt::Debug> fmt::Debug for Store<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Store").field("data", self.data()).finish_non_exhaustive()
    }
}

/// Ends the library's store, then what its guests referred to. The data come back.
///
/// # Safety
///
/// The pointer is that of a store that is owned, and used no more.
unsafe fn close<T>(inner: *mut StoreInner<T>) -> Box<StoreInner<T>> {
    let state = &*addr_of!((*inner).state);
    // Whoever interrupts the store holds the gate.
    *state.gate.store.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = None;
    release(state.library.wasm_store_delete, state.pointer.as_ptr());
    state.drop_garbage();
    let inner = Box::from_raw(inner);
    // Their own ends may use what they have of other stores; nothing calls them any more.
    for host in inner.state.hosts.take() {
        (host.free)(host.pointer);
    }
    inner
}

impl StoreState {
    /// Refuses a name of another store.
    #[inline(always)]
    pub(crate) fn check(&self, name: &Name) -> Result<*mut Item, Error> {
        if name.store() != self.id {
            Err(foreign())
        } else if is_ready() {
            Ok(name.pointer())
        } else {
            Err(ended())
        }
    }

    /// What a call that has returned a trap has ended with. The trap is released.
    ///
    /// # Safety
    ///
    /// The trap is of a call in this store.
    #[cold]
    #[inline(never)]
    pub(crate) unsafe fn error_of(&self, trap: OwnedTrap) -> Error {
        let attached: *const Attached = (self.library.wasm_trap_get_host_info)(trap.pointer).cast();
        let carried = match attached.as_ref() {
            // Whatever the host has attached to a trap was attached by carry.
            Some(Attached { content: AttachedContent::Carried(carried), .. }) => carried.take(),
            _ => None,
        };
        match carried {
            Some(carried) => carried.into_error(|| frames_of(self.library, trap.pointer)),
            None => describe(self.library, trap.pointer),
        }
    }

    /// A trap that carries what a host function has ended with, and says so in a message that ends with a zero. It is for any thread that
    /// keeps the store from ending.
    pub(crate) fn carry(&self, message: String, carried: Carried) -> *mut Item {
        let content = AttachedContent::Carried(RefCell::new(Some(carried)));
        let attached = Box::new(Attached { store: self, content });
        // SAFETY: the store lives. What is attached is freed once, after the library has called the finalizer.
        unsafe {
            let trap = (self.library.wasm_trap_new)(self.pointer.as_ptr(), &borrowed(message.as_bytes()));
            if trap.is_null() {
                // Null would tell the guest that all is well.
                std::process::abort();
            }
            (self.library.wasm_trap_set_host_info_with_finalizer)(trap, Box::into_raw(attached).cast(), finalize);
            trap
        }
    }

    /// Attaches an object of the host to a thing of the library's.
    ///
    /// # Safety
    ///
    /// The pointer is to a foreign object of this store.
    pub(crate) unsafe fn attach(&self, foreign: *mut Item, object: Box<dyn std::any::Any + Send>) {
        let attached = Box::new(Attached { store: self, content: AttachedContent::Object(object) });
        (self.library.wasm_foreign_set_host_info_with_finalizer)(foreign, Box::into_raw(attached).cast(), finalize);
    }

    pub(crate) fn keep(&self, host: Host) {
        self.hosts.borrow_mut().push(host);
    }

    /// Frees what finalizers have left. The objects' own ends may do anything.
    pub(crate) fn drop_garbage(&self) {
        let garbage = std::mem::take(&mut *self.garbage());
        drop(garbage);
    }

    fn garbage(&self) -> MutexGuard<'_, Vec<Attached>> {
        self.garbage.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    pub(crate) fn gate(&self) -> &Arc<Gate> {
        &self.gate
    }

    /// Notes that a thread of the library's uses the store.
    pub(crate) fn add_running(&self, running: Arc<Running>) {
        let mut all = self.running.borrow_mut();
        all.retain(|other| !other.has_ended());
        all.push(running);
    }

    /// Ends the calls whose futures are gone, and waits until no thread of the library's uses the store.
    #[cold]
    #[inline(never)]
    fn settle(&self) {
        let all = self.running.take();
        all.iter().for_each(|running| running.cancel());
        all.iter().for_each(|running| running.wait());
    }

    pub(crate) fn fuel(&self) -> Result<u64, Error> {
        self.number(self.library.lanner_store_fuel)
    }

    pub(crate) fn add_fuel(&self, fuel: u64) -> Result<(), Error> {
        require()?;
        let fuel = signed(fuel, "the fuel")?;
        // SAFETY: the store lives.
        done(self.library, unsafe { (self.library.lanner_store_add_fuel)(self.pointer.as_ptr(), fuel) }, "adding fuel")
    }

    pub(crate) fn is_interrupted(&self) -> bool {
        // SAFETY: the store lives.
        unsafe { (self.library.lanner_store_is_interrupted)(self.pointer.as_ptr()) }
    }

    fn number(&self, read: unsafe extern "C" fn(*const Item, *mut i64) -> bool) -> Result<u64, Error> {
        require()?;
        let mut number = 0;
        // SAFETY: the store lives, and the library writes a number.
        done(self.library, unsafe { read(self.pointer.as_ptr(), &mut number) }, "reading the fuel")?;
        Ok(u64::try_from(number).unwrap_or(0))
    }
}

#[cold]
fn foreign() -> Error {
    LannerError::new("this belongs to another store, or to one that has ended; something of the store that is given was expected").into()
}

/// A trap that is released at the end.
pub(crate) struct OwnedTrap {
    library: &'static Functions,
    pointer: *mut Item,
}

// SAFETY: a trap is for any thread, one at a time.
unsafe impl Send for OwnedTrap {}

impl OwnedTrap {
    /// Takes over a trap; null is none.
    ///
    /// # Safety
    ///
    /// The pointer is null, or to a trap and owned.
    pub(crate) unsafe fn new(library: &'static Functions, pointer: *mut Item) -> Option<OwnedTrap> {
        if pointer.is_null() {
            None
        } else {
            Some(OwnedTrap { library, pointer })
        }
    }
}

impl Drop for OwnedTrap {
    fn drop(&mut self) {
        // SAFETY: the trap is owned. This runs also when a host function's panic goes on.
        unsafe { release(self.library.wasm_trap_delete, self.pointer) }
    }
}

/// Called by the library when the thing is gone that an [`Attached`] was attached to, on a thread that uses the store.
unsafe extern "C" fn finalize(pointer: *mut c_void) {
    // SAFETY: the library hands back, once, what attach or carry gave it, while the state lives.
    let attached = Box::from_raw(pointer.cast::<Attached>());
    // Only kept: code of the host's, which its end may be, must not run below the library's.
    (*attached.store).garbage().push(*attached);
}

/// The state of a store.
#[inline(always)]
pub(crate) fn state<S: AsStore + ?Sized>(store: &S) -> &StoreState {
    // SAFETY: the store lives while it is borrowed, and its state is only ever borrowed shared.
    unsafe { &*addr_of!((*store.inner()).state) }
}

/// The data behind a pointer.
///
/// # Safety
///
/// The caller has the store, for changes if the data are to change, during 'a.
pub(crate) unsafe fn data_of<'a, T: 'static>(inner: *mut StoreInner<T>) -> &'a mut T {
    &mut *addr_of_mut!((*inner).data)
}

/// The state behind a pointer.
///
/// # Safety
///
/// The store lives during 'a.
pub(crate) unsafe fn state_of<'a, T: 'static>(inner: *mut StoreInner<T>) -> &'a StoreState {
    &*addr_of!((*inner).state)
}
