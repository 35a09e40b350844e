//! Tables.

use std::fmt;
use std::ptr::NonNull;
use std::sync::Arc;

use crate::library::{done, made};
use crate::name::Name;
use crate::raw::{Item, Raw};
use crate::store::{state, StoreState};
use crate::types::{table_type, Description};
use crate::value::Position;
use crate::{AsStore, AsStoreMut, Error, LannerError, TableType, Value};

/// A table in a store. A clone is another name of the same.
#[derive(Clone)]
pub struct Table {
    pub(crate) name: Arc<Name>,
    r#type: TableType,
}

impl Table {
    /// Makes a table of the host's, each element of which is the value.
    ///
    /// # Errors
    ///
    /// A limit of the store is reached, or the value is of another type or another store.
    pub fn new(store: &mut impl AsStoreMut, r#type: TableType, value: impl Into<Value>) -> Result<Table, Error> {
        let state = state(store);
        let value = value.into();
        let first = reference(state, r#type, &value)?;
        let description = Description::of_table(state.library, r#type)?;
        // SAFETY: the store, the type and the value live; what comes back is owned.
        unsafe {
            let pointer = (state.library.wasm_table_new)(state.pointer.as_ptr(), description.pointer.as_ptr(), first);
            let pointer = made(state.library, pointer, "making the table")?;
            Ok(Table { name: Arc::new(Name::new(state.library, pointer, state.id)), r#type })
        }
    }

    /// The type of the elements, and the least and largest size.
    pub fn r#type(&self) -> TableType {
        self.r#type
    }

    /// The number of elements.
    ///
    /// # Errors
    ///
    /// The table is of another store.
    pub fn size(&self, store: &impl AsStore) -> Result<u32, Error> {
        let state = state(store);
        let pointer = state.check(&self.name)?;
        // SAFETY: the table lives.
        Ok(unsafe { (state.library.wasm_table_size)(pointer) })
    }

    /// An element.
    ///
    /// # Errors
    ///
    /// The index is outside of the table, or the table is of another store.
    pub fn get(&self, store: &impl AsStore, index: u32) -> Result<Value, Error> {
        let state = state(store);
        let pointer = self.element(store, index)?;
        let mut raw = Raw::ZERO;
        // SAFETY: the table lives and has the element, whose reference is owned.
        unsafe {
            raw.reference = (state.library.wasm_table_get)(pointer, index);
            Value::from_raw(state, self.r#type.element, &raw)
        }
    }

    /// Sets an element.
    ///
    /// # Errors
    ///
    /// The index is outside of the table, or the value is of another type or store.
    pub fn set(&self, store: &mut impl AsStoreMut, index: u32, value: impl Into<Value>) -> Result<(), Error> {
        let pointer = self.element(store, index)?;
        let state = state(store);
        let value = value.into();
        let reference = reference(state, self.r#type, &value)?;
        // SAFETY: the table and the value live.
        done(state.library, unsafe { (state.library.wasm_table_set)(pointer, index, reference) }, "setting the element")
    }

    /// Makes the table larger by elements that are the value, and returns how many it had.
    ///
    /// # Errors
    ///
    /// The table has reached its largest size, or a limit of the store; or the value is of another type or store.
    pub fn grow(&self, store: &mut impl AsStoreMut, count: u32, value: impl Into<Value>) -> Result<u32, Error> {
        let before = self.size(store)?;
        let state = state(store);
        let pointer = state.check(&self.name)?;
        let value = value.into();
        let reference = reference(state, self.r#type, &value)?;
        // SAFETY: the table and the value live.
        done(state.library, unsafe { (state.library.wasm_table_grow)(pointer, count, reference) }, "growing the table")?;
        Ok(before)
    }

    fn element(&self, store: &impl AsStore, index: u32) -> Result<*mut Item, Error> {
        let size = self.size(store)?;
        if index >= size {
            return Err(LannerError::new(format!("the index is {index}; the table has {size} elements")).into());
        }
        state(store).check(&self.name)
    }

    /// Takes over a name of a table.
    ///
    /// # Safety
    ///
    /// The pointer is to a table of the store, and owned.
    pub(crate) unsafe fn take(state: &StoreState, pointer: NonNull<Item>) -> Result<Table, Error> {
        let (name, library) = (Arc::new(Name::new(state.library, pointer, state.id)), state.library);
        let description = (library.wasm_table_type)(pointer.as_ptr());
        let r#type = Description::taken(library, description, library.wasm_tabletype_delete, table_type)?;
        Ok(Table { name, r#type })
    }
}

/// The reference in a value, which is borrowed.
fn reference(state: &StoreState, r#type: TableType, value: &Value) -> Result<*mut Item, Error> {
    if !r#type.element.is_reference() {
        return Err(LannerError::new(format!("the elements are of type {}; a reference was expected", r#type.element)).into());
    }
    let raw = value.to_raw(state, r#type.element, Position::Value)?;
    // SAFETY: the value is a reference.
    Ok(unsafe { raw.reference })
}

impl fmt::Debug for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Table").field("type", &self.r#type).finish_non_exhaustive()
    }
}
