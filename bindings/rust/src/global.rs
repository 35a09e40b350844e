//! Globals.

use std::fmt;
use std::ptr::NonNull;
use std::sync::Arc;

use crate::library::made;
use crate::name::Name;
use crate::raw::{Item, KindedValue, Raw, ValueUnion};
use crate::store::{state, StoreState};
use crate::types::{global_type, Description};
use crate::value::Position;
use crate::{AsStore, AsStoreMut, Error, GlobalType, LannerError, Value, ValueType};

/// A global in a store. A clone is another name of the same.
#[derive(Clone)]
pub struct Global {
    pub(crate) name: Arc<Name>,
    r#type: GlobalType,
}

impl Global {
    /// Makes a global of the host's.
    ///
    /// # Errors
    ///
    /// The value is of another type or another store.
    pub fn new(store: &mut impl AsStoreMut, value: impl Into<Value>, mutable: bool) -> Result<Global, Error> {
        let state = state(store);
        let value = value.into();
        let r#type = GlobalType { content: value.r#type(), mutable };
        let kinded = value.to_kinded(state, r#type.content, Position::Value)?;
        let description = Description::of_global(state.library, r#type)?;
        // SAFETY: the store, the type and the value live; what comes back is owned.
        unsafe {
            let pointer = (state.library.wasm_global_new)(state.pointer.as_ptr(), description.pointer.as_ptr(), &kinded);
            let pointer = made(state.library, pointer, "making the global")?;
            Ok(Global { name: Arc::new(Name::new(state.library, pointer, state.id)), r#type })
        }
    }

    /// The type of the value, and whether it can be set.
    pub fn r#type(&self) -> GlobalType {
        self.r#type
    }

    /// The value.
    ///
    /// # Errors
    ///
    /// The global is of another store, or a vector (`v128`), which the library passes to functions only.
    pub fn get(&self, store: &impl AsStore) -> Result<Value, Error> {
        let state = state(store);
        let pointer = state.check(&self.name)?;
        if self.r#type.content == ValueType::V128 {
            return Err(LannerError::new("the global is of type v128, which the library passes to functions only").into());
        }
        let mut value = KindedValue { kind: 0, of: ValueUnion { i64: 0 } };
        // SAFETY: the global lives, and the library writes a value of its type, whose reference is owned.
        unsafe {
            (state.library.wasm_global_get)(pointer, &mut value);
            let mut raw = Raw::ZERO;
            raw.i64 = value.of.i64;
            Value::from_raw(state, self.r#type.content, &raw)
        }
    }

    /// Sets the value.
    ///
    /// # Errors
    ///
    /// The global is constant or of another store, or the value is of another type or store.
    pub fn set(&self, store: &mut impl AsStoreMut, value: impl Into<Value>) -> Result<(), Error> {
        let state = state(store);
        let pointer = state.check(&self.name)?;
        if !self.r#type.mutable {
            return Err(LannerError::new("the global is constant; a mutable one was expected").into());
        }
        let value = value.into();
        let kinded = value.to_kinded(state, self.r#type.content, Position::Value)?;
        // SAFETY: the global lives, and so does the value during the call.
        unsafe { (state.library.wasm_global_set)(pointer, &kinded) };
        Ok(())
    }

    /// Takes over a name of a global.
    ///
    /// # Safety
    ///
    /// The pointer is to a global of the store, and owned.
    pub(crate) unsafe fn take(state: &StoreState, pointer: NonNull<Item>) -> Result<Global, Error> {
        let (name, library) = (Arc::new(Name::new(state.library, pointer, state.id)), state.library);
        let description = (library.wasm_global_type)(pointer.as_ptr());
        let r#type = Description::taken(library, description, library.wasm_globaltype_delete, global_type)?;
        Ok(Global { name, r#type })
    }
}

impl fmt::Debug for Global {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Global").field("type", &self.r#type).finish_non_exhaustive()
    }
}
