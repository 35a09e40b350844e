//! Values of any type, and references.

use std::any::Any;
use std::fmt;
use std::ptr::NonNull;
use std::sync::Arc;

use crate::library::made;
use crate::name::Name;
use crate::raw::{Item, KindedValue, Raw, ValueUnion};
use crate::store::{state, Attached, AttachedContent, StoreState};
use crate::{AsStore, AsStoreMut, Error, Function, LannerError, ValueType};

/// A value of WebAssembly.
#[derive(Debug, Clone)]
pub enum Value {
    /// An integer of 32 bits. WebAssembly's integers have no sign of their own; `as u32` gives the other view.
    I32(i32),
    /// An integer of 64 bits.
    I64(i64),
    /// A floating-point number of 32 bits.
    F32(f32),
    /// A floating-point number of 64 bits.
    F64(f64),
    /// A vector: its bytes in the order of the memory.
    V128([u8; 16]),
    /// An object of the host, or null.
    ExternRef(Option<ExternRef>),
    /// A function, or null.
    FuncRef(Option<Function>),
    /// Any other reference, or null.
    AnyRef(Option<Reference>),
}

impl Value {
    /// The type.
    pub fn r#type(&self) -> ValueType {
        match self {
            Value::I32(_) => ValueType::I32,
            Value::I64(_) => ValueType::I64,
            Value::F32(_) => ValueType::F32,
            Value::F64(_) => ValueType::F64,
            Value::V128(_) => ValueType::V128,
            Value::ExternRef(_) => ValueType::ExternRef,
            Value::FuncRef(_) => ValueType::FuncRef,
            Value::AnyRef(_) => ValueType::AnyRef,
        }
    }

    /// Zero, or null.
    pub fn default_of(r#type: ValueType) -> Value {
        match r#type {
            ValueType::I32 => Value::I32(0),
            ValueType::I64 => Value::I64(0),
            ValueType::F32 => Value::F32(0.0),
            ValueType::F64 => Value::F64(0.0),
            ValueType::V128 => Value::V128([0; 16]),
            ValueType::ExternRef => Value::ExternRef(None),
            ValueType::FuncRef => Value::FuncRef(None),
            ValueType::AnyRef => Value::AnyRef(None),
        }
    }

    fn name(&self) -> Option<&Name> {
        match self {
            Value::ExternRef(Some(reference)) => Some(&reference.name),
            Value::FuncRef(Some(function)) => Some(function.name()),
            Value::AnyRef(Some(reference)) => Some(&reference.name),
            _ => None,
        }
    }

    /// The value as the library takes it. A reference is borrowed: it lives as long as this value.
    pub(crate) fn to_raw(&self, state: &StoreState, expected: ValueType, what: Position) -> Result<Raw, Error> {
        if self.r#type() != expected {
            return Err(LannerError::new(format!("{what} is of type {}; {expected} was expected", self.r#type())).into());
        }
        let mut raw = Raw::ZERO;
        match self {
            Value::I32(value) => raw.i32 = *value,
            Value::I64(value) => raw.i64 = *value,
            Value::F32(value) => raw.f32 = *value,
            Value::F64(value) => raw.f64 = *value,
            Value::V128(value) => raw.v128 = *value,
            Value::ExternRef(_) | Value::FuncRef(_) | Value::AnyRef(_) => {
                raw.reference = self.name().map_or(Ok(std::ptr::null_mut()), |name| state.check(name))?;
            }
        }
        Ok(raw)
    }

    /// A value that the library has written, of which it gives the reference away.
    ///
    /// # Safety
    ///
    /// The raw value is of the type, and a reference in it is of the store and owned.
    pub(crate) unsafe fn from_raw(state: &StoreState, r#type: ValueType, raw: &Raw) -> Result<Value, Error> {
        Ok(match r#type {
            ValueType::I32 => Value::I32(raw.i32),
            ValueType::I64 => Value::I64(raw.i64),
            ValueType::F32 => Value::F32(raw.f32),
            ValueType::F64 => Value::F64(raw.f64),
            ValueType::V128 => Value::V128(raw.v128),
            ValueType::ExternRef => Value::ExternRef(take(state, raw.reference).map(|name| ExternRef { name })),
            ValueType::FuncRef => Value::FuncRef(match NonNull::new(raw.reference) {
                Some(pointer) => Some(Function::take(state, pointer)?),
                None => None,
            }),
            ValueType::AnyRef => Value::AnyRef(take(state, raw.reference).map(|name| Reference { name })),
        })
    }

    /// A value with its kind. A reference is borrowed: it lives as long as this value.
    pub(crate) fn to_kinded(&self, state: &StoreState, expected: ValueType, what: Position) -> Result<KindedValue, Error> {
        if expected == ValueType::V128 {
            return Err(LannerError::new(format!("{what} is of type v128, which the library passes in calls that do not wait only")).into());
        }
        let raw = self.to_raw(state, expected, what)?;
        // SAFETY: all types but v128 have 8 bytes at most, the first of the 16.
        Ok(KindedValue { kind: expected.kind(), of: ValueUnion { i64: unsafe { raw.i64 } } })
    }
}

/// Which value a message is about.
#[derive(Clone, Copy)]
pub(crate) enum Position {
    Argument(usize),
    Result(usize),
    Value,
}

impl fmt::Display for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Position::Argument(index) => write!(formatter, "argument {index}"),
            Position::Result(index) => write!(formatter, "result {index} of the host function"),
            Position::Value => formatter.write_str("the value"),
        }
    }
}

unsafe fn take(state: &StoreState, pointer: *mut Item) -> Option<Arc<Name>> {
    NonNull::new(pointer).map(|pointer| Arc::new(Name::new(state.library, pointer, state.id)))
}

/// Another name of a reference, for who takes it over. Null stays null.
///
/// # Safety
///
/// The pointer is null or to a reference that lives.
pub(crate) unsafe fn copy_reference(state: &StoreState, pointer: *mut Item) -> *mut Item {
    if pointer.is_null() {
        pointer
    } else {
        (state.library.wasm_ref_copy)(pointer)
    }
}

/// Declares the conversions from types of Rust.
macro_rules! conversions {
    ($($from:ty => $variant:ident, $value:ident => $conversion:expr;)*) => {
        $(impl From<$from> for Value {
            fn from($value: $from) -> Value {
                Value::$variant($conversion)
            }
        })*
    };
}

conversions! {
    i32 => I32, value => value;
    u32 => I32, value => value as i32;
    i64 => I64, value => value;
    u64 => I64, value => value as i64;
    f32 => F32, value => value;
    f64 => F64, value => value;
    [u8; 16] => V128, value => value;
    ExternRef => ExternRef, value => Some(value);
    Option<ExternRef> => ExternRef, value => value;
    Function => FuncRef, value => Some(value);
    Option<Function> => FuncRef, value => value;
    Reference => AnyRef, value => Some(value);
    Option<Reference> => AnyRef, value => value;
}

/// An object of the host's in a store, which guests can hold and hand on (`externref`). A clone is another name of the same.
///
/// The object is freed when neither a guest nor the host has a reference to it, and the store is used again; at the latest with the store.
#[derive(Clone)]
pub struct ExternRef {
    pub(crate) name: Arc<Name>,
}

impl ExternRef {
    /// Puts an object into a store.
    ///
    /// # Errors
    ///
    /// There is no memory left.
    pub fn new(store: &mut impl AsStoreMut, object: impl Any + Send) -> Result<ExternRef, Error> {
        crate::thread::require()?;
        let state = state(store);
        // SAFETY: the store lives; the name is owned.
        let reference = unsafe {
            let pointer = made(state.library, (state.library.wasm_foreign_new)(state.pointer.as_ptr()), "making a reference")?;
            state.attach(pointer.as_ptr(), Box::new(object));
            ExternRef { name: Arc::new(Name::new(state.library, pointer, state.id)) }
        };
        state.drop_garbage();
        Ok(reference)
    }

    /// The object. `None` if the reference is of something that a guest has made.
    ///
    /// # Errors
    ///
    /// The reference is of another store.
    pub fn object<'a>(&'a self, store: &'a impl AsStore) -> Result<Option<&'a (dyn Any + Send)>, Error> {
        let state = state(store);
        let pointer = state.check(&self.name)?;
        // SAFETY: what is attached lives as long as a name of it does, and is freed by who has the store for changes.
        unsafe {
            if (state.library.wasm_ref_as_foreign_const)(pointer).is_null() {
                return Ok(None);
            }
            let attached: *const Attached = (state.library.wasm_ref_get_host_info)(pointer).cast();
            Ok(match attached.as_ref() {
                Some(Attached { content: AttachedContent::Object(object), .. }) => Some(object.as_ref()),
                _ => None,
            })
        }
    }

    /// The object, if it is of that type.
    ///
    /// # Errors
    ///
    /// The reference is of another store.
    pub fn downcast_ref<'a, T: Any>(&'a self, store: &'a impl AsStore) -> Result<Option<&'a T>, Error> {
        Ok(self.object(store)?.and_then(|object| object.downcast_ref()))
    }

    /// Says whether two references are of the same object.
    ///
    /// # Errors
    ///
    /// One of them is of another store.
    pub fn is_same(&self, store: &impl AsStore, other: &ExternRef) -> Result<bool, Error> {
        same(state(store), &self.name, &other.name)
    }
}

/// A reference of a guest that is neither an `externref` nor a `funcref`, such as one to a structure. The host can hold it and give it
/// back to guests of its store.
#[derive(Clone)]
pub struct Reference {
    pub(crate) name: Arc<Name>,
}

impl Reference {
    /// The function, if it is a reference to one.
    ///
    /// # Errors
    ///
    /// The reference is of another store.
    pub fn as_function(&self, store: &impl AsStore) -> Result<Option<Function>, Error> {
        let state = state(store);
        let pointer = state.check(&self.name)?;
        // SAFETY: the name lives; the copy is owned.
        unsafe {
            if (state.library.wasm_ref_as_func_const)(pointer).is_null() {
                return Ok(None);
            }
            let copy = made(state.library, (state.library.wasm_ref_copy)(pointer), "copying the reference")?;
            Function::take(state, copy).map(Some)
        }
    }

    /// Says whether two references are of the same.
    ///
    /// # Errors
    ///
    /// One of them is of another store.
    pub fn is_same(&self, store: &impl AsStore, other: &Reference) -> Result<bool, Error> {
        same(state(store), &self.name, &other.name)
    }
}

pub(crate) fn same(state: &StoreState, left: &Name, right: &Name) -> Result<bool, Error> {
    let (left, right) = (state.check(left)?, state.check(right)?);
    // SAFETY: both names live.
    Ok(unsafe { (state.library.wasm_ref_same)(left, right) })
}

impl fmt::Debug for ExternRef {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ExternRef").finish_non_exhaustive()
    }
}

impl fmt::Debug for Reference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Reference").finish_non_exhaustive()
    }
}
