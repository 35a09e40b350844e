//! Instances, and what they export.

use std::fmt;
use std::ptr::NonNull;
use std::sync::Arc;

use crate::library::c_string;
use crate::name::Name;
use crate::raw::Item;
use crate::store::{state, StoreState};
use crate::typed::WasmTypes;
use crate::{AsStore, AsStoreMut, Error, Function, Global, LannerError, Linker, Memory, Module, Table, TypedFunction};

/// Something that instances import and export.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Extern {
    /// A function.
    Function(Function),
    /// A global.
    Global(Global),
    /// A table.
    Table(Table),
    /// A memory.
    Memory(Memory),
}

impl Extern {
    fn kind(&self) -> &'static str {
        match self {
            Extern::Function(_) => "function",
            Extern::Global(_) => "global",
            Extern::Table(_) => "table",
            Extern::Memory(_) => "memory",
        }
    }

    pub(crate) fn name(&self) -> &Name {
        match self {
            Extern::Function(function) => &function.name,
            Extern::Global(global) => &global.name,
            Extern::Table(table) => &table.name,
            Extern::Memory(memory) => &memory.name,
        }
    }

    /// Takes over a name of something that is exported.
    ///
    /// # Safety
    ///
    /// The pointer is to a function, global, table, memory or tag of the store, and owned.
    pub(crate) unsafe fn take(state: &StoreState, pointer: NonNull<Item>) -> Result<Extern, Error> {
        Ok(match (state.library.wasm_extern_kind)(pointer.as_ptr()) {
            0 => Extern::Function(Function::take(state, pointer)?),
            1 => Extern::Global(Global::take(state, pointer)?),
            2 => Extern::Table(Table::take(state, pointer)?),
            3 => Extern::Memory(Memory::take(state, pointer)),
            _ => {
                drop(Name::new(state.library, pointer, state.id));
                return Err(LannerError::new("the export is a tag; a function, global, table or memory was expected").into());
            }
        })
    }
}

/// Declares the conversions from the kinds.
macro_rules! kinds {
    ($($kind:ident),*) => {
        $(impl From<$kind> for Extern {
            fn from(item: $kind) -> Extern {
                Extern::$kind(item)
            }
        })*
    };
}

kinds!(Function, Global, Table, Memory);

/// An instance of a module in a store. A clone is another name of the same.
#[derive(Clone)]
pub struct Instance {
    pub(crate) name: Arc<Name>,
    module: Module,
}

impl Instance {
    /// Makes an instance of a module that imports nothing, and runs its start function. [`Linker`] is for those that import something.
    ///
    /// # Errors
    ///
    /// As for [`Linker::instantiate`].
    pub fn new(store: &mut impl AsStoreMut, module: &Module) -> Result<Instance, Error> {
        Linker::new(module.engine())?.instantiate(store, module)
    }

    /// The module.
    pub fn module(&self) -> &Module {
        &self.module
    }

    /// What is exported under a name. Keep what is used often: it is looked up each time.
    ///
    /// # Errors
    ///
    /// Nothing is, or it is a tag; or the instance is of another store.
    pub fn export(&self, store: &impl AsStore, name: &str) -> Result<Extern, Error> {
        let state = state(store);
        let instance = state.check(&self.name)?;
        let text = c_string(name, "the name")?;
        // SAFETY: the instance lives, and the name ends with a zero; what comes back is owned.
        unsafe {
            match NonNull::new((state.library.lanner_instance_export)(instance, text.as_ptr())) {
                Some(pointer) => Extern::take(state, pointer),
                None => {
                    let names: Vec<String> = self.module.exports().iter().map(|export| format!("{:?}", export.name)).collect();
                    let names = if names.is_empty() { "nothing".to_owned() } else { names.join(", ") };
                    Err(LannerError::new(format!("no export is named {name:?}; the module exports {names}")).into())
                }
            }
        }
    }

    /// The function that is exported under a name.
    ///
    /// # Errors
    ///
    /// As for [`Instance::export`], or it is no function.
    pub fn function(&self, store: &impl AsStore, name: &str) -> Result<Function, Error> {
        match self.export(store, name)? {
            Extern::Function(function) => Ok(function),
            other => Err(wrong_kind(name, &other, "function")),
        }
    }

    /// The function that is exported under a name, for calls with these types: `typed_function::<(i32, i32), i64>`.
    ///
    /// # Errors
    ///
    /// As for [`Instance::function`], or it is of another type.
    pub fn typed_function<P: WasmTypes, R: WasmTypes>(&self, store: &impl AsStore, name: &str) -> Result<TypedFunction<P, R>, Error> {
        self.function(store, name)?.typed()
    }

    /// The memory that is exported under a name.
    ///
    /// # Errors
    ///
    /// As for [`Instance::export`], or it is no memory.
    pub fn memory(&self, store: &impl AsStore, name: &str) -> Result<Memory, Error> {
        match self.export(store, name)? {
            Extern::Memory(memory) => Ok(memory),
            other => Err(wrong_kind(name, &other, "memory")),
        }
    }

    /// The global that is exported under a name.
    ///
    /// # Errors
    ///
    /// As for [`Instance::export`], or it is no global.
    pub fn global(&self, store: &impl AsStore, name: &str) -> Result<Global, Error> {
        match self.export(store, name)? {
            Extern::Global(global) => Ok(global),
            other => Err(wrong_kind(name, &other, "global")),
        }
    }

    /// The table that is exported under a name.
    ///
    /// # Errors
    ///
    /// As for [`Instance::export`], or it is no table.
    pub fn table(&self, store: &impl AsStore, name: &str) -> Result<Table, Error> {
        match self.export(store, name)? {
            Extern::Table(table) => Ok(table),
            other => Err(wrong_kind(name, &other, "table")),
        }
    }

    /// Runs a program of WASI (the export `_start`), and returns its status. [`Linker::run`] is for programs that start threads.
    ///
    /// # Errors
    ///
    /// The program has trapped, or there is no such export.
    pub fn run(&self, store: &mut impl AsStoreMut) -> Result<i32, Error> {
        match self.typed_function::<(), ()>(store, "_start")?.call(store, ()) {
            Ok(()) => Ok(0),
            Err(Error::Exit(exit)) => Ok(exit.status),
            Err(error) => Err(error),
        }
    }

    /// Takes over a name of an instance.
    ///
    /// # Safety
    ///
    /// The pointer is to an instance of the module in the store, and owned.
    pub(crate) unsafe fn take(state: &StoreState, pointer: NonNull<Item>, module: Module) -> Instance {
        Instance { name: Arc::new(Name::new(state.library, pointer, state.id)), module }
    }
}

fn wrong_kind(name: &str, found: &Extern, expected: &str) -> Error {
    LannerError::new(format!("the export {name:?} is a {}; a {expected} was expected", found.kind())).into()
}

impl fmt::Debug for Instance {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Instance").field("exports", &self.module.exports()).finish_non_exhaustive()
    }
}
