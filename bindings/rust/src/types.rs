//! Types of values, functions and of what modules import and export.

use std::fmt;

use crate::library::{copy_bytes, made};
use crate::raw::{Functions, Item, Items, SizeLimits};
use crate::Error;

/// A type of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ValueType {
    /// An integer of 32 bits.
    I32,
    /// An integer of 64 bits.
    I64,
    /// A floating-point number of 32 bits.
    F32,
    /// A floating-point number of 64 bits.
    F64,
    /// A vector of 16 bytes.
    V128,
    /// An object of the host.
    ExternRef,
    /// A function.
    FuncRef,
    /// Any other reference, such as one to a structure.
    AnyRef,
}

impl ValueType {
    pub(crate) fn of(kind: u8) -> ValueType {
        match kind {
            0 => ValueType::I32,
            1 => ValueType::I64,
            2 => ValueType::F32,
            3 => ValueType::F64,
            4 => ValueType::V128,
            128 => ValueType::ExternRef,
            129 => ValueType::FuncRef,
            _ => ValueType::AnyRef,
        }
    }

    pub(crate) fn kind(self) -> u8 {
        match self {
            ValueType::I32 => 0,
            ValueType::I64 => 1,
            ValueType::F32 => 2,
            ValueType::F64 => 3,
            ValueType::V128 => 4,
            ValueType::ExternRef => 128,
            ValueType::FuncRef => 129,
            ValueType::AnyRef => 130,
        }
    }

    /// True for references.
    pub fn is_reference(self) -> bool {
        matches!(self, ValueType::ExternRef | ValueType::FuncRef | ValueType::AnyRef)
    }
}

impl fmt::Display for ValueType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            ValueType::I32 => "i32",
            ValueType::I64 => "i64",
            ValueType::F32 => "f32",
            ValueType::F64 => "f64",
            ValueType::V128 => "v128",
            ValueType::ExternRef => "externref",
            ValueType::FuncRef => "funcref",
            ValueType::AnyRef => "anyref",
        })
    }
}

/// The type of a function.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FunctionType {
    params: Vec<ValueType>,
    results: Vec<ValueType>,
}

impl FunctionType {
    /// Makes a type.
    pub fn new(params: impl Into<Vec<ValueType>>, results: impl Into<Vec<ValueType>>) -> FunctionType {
        FunctionType { params: params.into(), results: results.into() }
    }

    /// The types of the parameters.
    pub fn params(&self) -> &[ValueType] {
        &self.params
    }

    /// The types of the results.
    pub fn results(&self) -> &[ValueType] {
        &self.results
    }

    /// How many values there have to be room for.
    pub(crate) fn room(&self) -> usize {
        self.params.len().max(self.results.len())
    }
}

impl fmt::Display for FunctionType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |types: &[ValueType]| types.iter().map(ValueType::to_string).collect::<Vec<_>>().join(", ");
        write!(formatter, "({}) -> ({})", list(&self.params), list(&self.results))
    }
}

/// The type of a global.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct GlobalType {
    /// The type of its value.
    pub content: ValueType,
    /// Whether it can be set.
    pub mutable: bool,
}

/// The type of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TableType {
    /// The type of its elements.
    pub element: ValueType,
    /// The least number of elements.
    pub minimum: u32,
    /// The largest number of elements, if there is one.
    pub maximum: Option<u32>,
}

/// The type of a memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MemoryType {
    /// The least size, in pages.
    pub minimum: u32,
    /// The largest size in pages, if there is one.
    pub maximum: Option<u32>,
}

/// The type of something that a module imports or exports.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ExternType {
    /// A function.
    Function(FunctionType),
    /// A global.
    Global(GlobalType),
    /// A table.
    Table(TableType),
    /// A memory.
    Memory(MemoryType),
    /// A tag of exceptions, of which nothing more is told.
    Tag,
}

/// What a module imports.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ImportType {
    /// The name of the module that it is from.
    pub module: String,
    /// The name there.
    pub name: String,
    /// The type.
    pub r#type: ExternType,
}

/// What a module exports.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ExportType {
    /// The name.
    pub name: String,
    /// The type.
    pub r#type: ExternType,
}

// The functions below read descriptions of the library, or make them.
//
// SAFETY of all: the pointer is to a description of the kind that the name of the function says, which stays the caller's.

unsafe fn value_types(library: &Functions, vector: *const Items) -> Vec<ValueType> {
    (*vector).elements().iter().map(|element| ValueType::of((library.wasm_valtype_kind)(*element))).collect()
}

pub(crate) unsafe fn function_type(library: &Functions, pointer: *const Item) -> FunctionType {
    FunctionType {
        params: value_types(library, (library.wasm_functype_params)(pointer)),
        results: value_types(library, (library.wasm_functype_results)(pointer)),
    }
}

unsafe fn limits(pointer: *const SizeLimits) -> (u32, Option<u32>) {
    ((*pointer).min, Some((*pointer).max).filter(|maximum| *maximum != u32::MAX))
}

pub(crate) unsafe fn global_type(library: &Functions, pointer: *const Item) -> GlobalType {
    GlobalType {
        content: ValueType::of((library.wasm_valtype_kind)((library.wasm_globaltype_content)(pointer))),
        mutable: (library.wasm_globaltype_mutability)(pointer) != 0,
    }
}

pub(crate) unsafe fn table_type(library: &Functions, pointer: *const Item) -> TableType {
    let (minimum, maximum) = limits((library.wasm_tabletype_limits)(pointer));
    let element = ValueType::of((library.wasm_valtype_kind)((library.wasm_tabletype_element)(pointer)));
    TableType { element, minimum, maximum }
}

pub(crate) unsafe fn memory_type(library: &Functions, pointer: *const Item) -> MemoryType {
    let (minimum, maximum) = limits((library.wasm_memorytype_limits)(pointer));
    MemoryType { minimum, maximum }
}

unsafe fn extern_type(library: &Functions, pointer: *const Item) -> ExternType {
    match (library.wasm_externtype_kind)(pointer) {
        0 => ExternType::Function(function_type(library, (library.wasm_externtype_as_functype_const)(pointer))),
        1 => ExternType::Global(global_type(library, (library.wasm_externtype_as_globaltype_const)(pointer))),
        2 => ExternType::Table(table_type(library, (library.wasm_externtype_as_tabletype_const)(pointer))),
        3 => ExternType::Memory(memory_type(library, (library.wasm_externtype_as_memorytype_const)(pointer))),
        _ => ExternType::Tag,
    }
}

unsafe fn name(vector: *const crate::raw::Bytes) -> String {
    String::from_utf8_lossy(&copy_bytes(vector)).into_owned()
}

pub(crate) unsafe fn import_type(library: &Functions, pointer: *const Item) -> ImportType {
    ImportType {
        module: name((library.wasm_importtype_module)(pointer)),
        name: name((library.wasm_importtype_name)(pointer)),
        r#type: extern_type(library, (library.wasm_importtype_type)(pointer)),
    }
}

pub(crate) unsafe fn export_type(library: &Functions, pointer: *const Item) -> ExportType {
    ExportType {
        name: name((library.wasm_exporttype_name)(pointer)),
        r#type: extern_type(library, (library.wasm_exporttype_type)(pointer)),
    }
}

/// A description of a type that is released at the end.
pub(crate) struct Description {
    library: &'static Functions,
    pub(crate) pointer: std::ptr::NonNull<Item>,
    delete: unsafe extern "C" fn(*mut Item),
}

impl Description {
    pub(crate) fn of_function(library: &'static Functions, r#type: &FunctionType) -> Result<Description, Error> {
        crate::thread::require()?;
        let vector = |types: &[ValueType]| {
            let mut out = Items::EMPTY;
            // SAFETY: the vector takes over the types that were just made; it is written before it is used.
            unsafe {
                let pointers: Vec<*mut Item> = types.iter().map(|kind| (library.wasm_valtype_new)(kind.kind())).collect();
                (library.wasm_valtype_vec_new)(&mut out, pointers.len(), pointers.as_ptr());
            }
            out
        };
        let (mut params, mut results) = (vector(&r#type.params), vector(&r#type.results));
        // SAFETY: the type takes over both vectors.
        let pointer = unsafe { (library.wasm_functype_new)(&mut params, &mut results) };
        Ok(Description { library, pointer: made(library, pointer, "making the type")?, delete: library.wasm_functype_delete })
    }

    pub(crate) fn of_global(library: &'static Functions, r#type: GlobalType) -> Result<Description, Error> {
        crate::thread::require()?;
        // SAFETY: the type takes over that of the value.
        let pointer = unsafe { (library.wasm_globaltype_new)((library.wasm_valtype_new)(r#type.content.kind()), u8::from(r#type.mutable)) };
        Ok(Description { library, pointer: made(library, pointer, "making the type")?, delete: library.wasm_globaltype_delete })
    }

    pub(crate) fn of_table(library: &'static Functions, r#type: TableType) -> Result<Description, Error> {
        crate::thread::require()?;
        let limits = SizeLimits { min: r#type.minimum, max: r#type.maximum.unwrap_or(u32::MAX) };
        // SAFETY: the type takes over that of the elements.
        let pointer = unsafe { (library.wasm_tabletype_new)((library.wasm_valtype_new)(r#type.element.kind()), &limits) };
        Ok(Description { library, pointer: made(library, pointer, "making the type")?, delete: library.wasm_tabletype_delete })
    }

    pub(crate) fn of_memory(library: &'static Functions, r#type: MemoryType) -> Result<Description, Error> {
        crate::thread::require()?;
        let limits = SizeLimits { min: r#type.minimum, max: r#type.maximum.unwrap_or(u32::MAX) };
        // SAFETY: the limits are only read.
        let pointer = unsafe { (library.wasm_memorytype_new)(&limits) };
        Ok(Description { library, pointer: made(library, pointer, "making the type")?, delete: library.wasm_memorytype_delete })
    }

    /// A description that the library has made, read and released.
    ///
    /// # Safety
    ///
    /// The pointer is null or to a description that the caller owns and that `delete` is for.
    pub(crate) unsafe fn taken<T>(
        library: &'static Functions,
        pointer: *mut Item,
        delete: unsafe extern "C" fn(*mut Item),
        read: unsafe fn(&Functions, *const Item) -> T,
    ) -> Result<T, Error> {
        let owned = Description { library, pointer: made(library, pointer, "reading the type")?, delete };
        Ok(read(owned.library, owned.pointer.as_ptr()))
    }
}

impl Drop for Description {
    fn drop(&mut self) {
        // SAFETY: the description is owned.
        unsafe { crate::thread::release(self.delete, self.pointer.as_ptr()) }
    }
}
