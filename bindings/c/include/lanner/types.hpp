/* Types of values, and of what modules import and export. Included by lanner.hpp. */
#ifndef LANNER_TYPES_HPP
#define LANNER_TYPES_HPP

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "error.hpp"

namespace lanner {

/// Types of values.
enum class ValueType : std::uint8_t {
    i32 = WASM_I32,
    i64 = WASM_I64,
    f32 = WASM_F32,
    f64 = WASM_F64,
    v128 = LANNER_V128,
    externref = WASM_EXTERNREF,
    funcref = WASM_FUNCREF,
    /// A reference that is neither of these.
    anyref = LANNER_ANYREF
};

/// The name of a type, such as "i32".
inline const char* name_of(ValueType type) noexcept
{
    switch (type) {
    case ValueType::i32: return "i32";
    case ValueType::i64: return "i64";
    case ValueType::f32: return "f32";
    case ValueType::f64: return "f64";
    case ValueType::v128: return "v128";
    case ValueType::externref: return "externref";
    case ValueType::funcref: return "funcref";
    case ValueType::anyref: break;
    }
    return "anyref";
}

/// True for the types of references.
constexpr bool is_reference(ValueType type) noexcept
{
    return static_cast<std::uint8_t>(type) >= WASM_EXTERNREF;
}

/// The type of a function.
struct FunctionType {
    std::vector<ValueType> params;
    std::vector<ValueType> results;

    /// The type as text, such as "(i32, i32) -> (i32)".
    std::string to_string() const
    {
        return list(params) + " -> " + list(results);
    }

    friend bool operator==(const FunctionType& left, const FunctionType& right)
    {
        return left.params == right.params && left.results == right.results;
    }

    friend bool operator!=(const FunctionType& left, const FunctionType& right) { return !(left == right); }

private:
    static std::string list(const std::vector<ValueType>& types)
    {
        std::string text = "(";
        for (std::size_t index = 0; index < types.size(); index++) {
            text += (index == 0 ? "" : ", ") + std::string(name_of(types[index]));
        }
        return text + ")";
    }
};

/// The type of a global.
struct GlobalType {
    ValueType content;
    bool is_mutable;
};

/// The type of a table, with its sizes in elements.
struct TableType {
    ValueType element;
    std::uint32_t minimum;
    std::optional<std::uint32_t> maximum;
};

/// The type of a memory, with its sizes in pages.
struct MemoryType {
    std::uint32_t minimum;
    std::optional<std::uint32_t> maximum;
};

/// The type of a tag of exceptions, of which nothing more is known here.
struct TagType {};

/// The type of something that is imported or exported.
using ExternType = std::variant<FunctionType, GlobalType, TableType, MemoryType, TagType>;

/// An import of a module.
struct ImportType {
    std::string module;
    std::string name;
    ExternType type;
};

/// An export of a module.
struct ExportType {
    std::string name;
    ExternType type;
};

namespace detail {

inline std::vector<ValueType> types_of(const wasm_valtype_vec_t* vector)
{
    std::vector<ValueType> result;
    if (vector != nullptr) {
        result.reserve(vector->size);
        for (std::size_t index = 0; index < vector->size; index++) {
            result.push_back(static_cast<ValueType>(wasm_valtype_kind(vector->data[index])));
        }
    }
    return result;
}

inline FunctionType describe(const wasm_functype_t* type)
{
    return FunctionType{types_of(wasm_functype_params(type)), types_of(wasm_functype_results(type))};
}

inline std::optional<std::uint32_t> maximum_of(const wasm_limits_t* limits)
{
    return limits->max == wasm_limits_max_default ? std::nullopt : std::optional<std::uint32_t>(limits->max);
}

inline GlobalType describe(const wasm_globaltype_t* type)
{
    return GlobalType{
        static_cast<ValueType>(wasm_valtype_kind(wasm_globaltype_content(type))), wasm_globaltype_mutability(type) == WASM_VAR};
}

inline TableType describe(const wasm_tabletype_t* type)
{
    const wasm_limits_t* limits = wasm_tabletype_limits(type);
    return TableType{static_cast<ValueType>(wasm_valtype_kind(wasm_tabletype_element(type))), limits->min, maximum_of(limits)};
}

inline MemoryType describe(const wasm_memorytype_t* type)
{
    const wasm_limits_t* limits = wasm_memorytype_limits(type);
    return MemoryType{limits->min, maximum_of(limits)};
}

inline ExternType describe(const wasm_externtype_t* type)
{
    switch (wasm_externtype_kind(type)) {
    case WASM_EXTERN_FUNC: return describe(wasm_externtype_as_functype_const(type));
    case WASM_EXTERN_GLOBAL: return describe(wasm_externtype_as_globaltype_const(type));
    case WASM_EXTERN_TABLE: return describe(wasm_externtype_as_tabletype_const(type));
    case WASM_EXTERN_MEMORY: return describe(wasm_externtype_as_memorytype_const(type));
    default: return TagType{};
    }
}

inline std::string text_of(const wasm_name_t* name)
{
    return name == nullptr || name->data == nullptr ? std::string() : std::string(name->data, name->size);
}

using FunctionTypePointer = std::unique_ptr<wasm_functype_t, Deleter<wasm_functype_delete>>;

inline wasm_valtype_vec_t vector_of(const std::vector<ValueType>& types)
{
    wasm_valtype_vec_t vector;
    wasm_valtype_vec_new_uninitialized(&vector, types.size());
    for (std::size_t index = 0; index < types.size(); index++) {
        vector.data[index] = wasm_valtype_new(static_cast<wasm_valkind_t>(types[index]));
    }
    return vector;
}

inline FunctionTypePointer make(const FunctionType& type)
{
    for (const auto* types : {&type.params, &type.results}) {
        for (const ValueType one : *types) {
            if (one == ValueType::anyref) {
                throw Error("the type " + type.to_string() + " cannot be made: anyref stands for types that only guests have");
            }
        }
    }
    wasm_valtype_vec_t params = vector_of(type.params);
    wasm_valtype_vec_t results = vector_of(type.results);
    return FunctionTypePointer(made(wasm_functype_new(&params, &results), "making a type"));
}

}  // namespace detail
}  // namespace lanner

#endif
