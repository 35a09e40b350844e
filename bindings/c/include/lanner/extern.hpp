/* Memories, globals and tables, and what instances import and export. Included by lanner.hpp. */
#ifndef LANNER_EXTERN_HPP
#define LANNER_EXTERN_HPP

#include "function.hpp"

namespace lanner {

/// The size of a page of memory in bytes.
constexpr std::size_t page_size = 65536;

/// The bytes of a memory, as many as there were when the view was made. They stay where they are as long as the view lives, also when the
/// memory grows or its store is closed.
class MemoryView {
public:
    std::uint8_t* data() const noexcept { return bytes_.data(); }
    std::size_t size() const noexcept { return bytes_.size(); }
    std::uint8_t* begin() const noexcept { return bytes_.data(); }
    std::uint8_t* end() const noexcept { return bytes_.data() + bytes_.size(); }
    std::uint8_t& operator[](std::size_t index) const noexcept { return bytes_[index]; }

    /// The bytes, valid as long as this view.
    Span<std::uint8_t> bytes() const noexcept { return bytes_; }

private:
    friend class Memory;

    MemoryView(std::shared_ptr<wasm_store_t> owner, Span<std::uint8_t> bytes) noexcept : owner_(std::move(owner)), bytes_(bytes) {}

    std::shared_ptr<wasm_store_t> owner_;
    Span<std::uint8_t> bytes_;
};

/// A memory. It belongs to its store.
class Memory {
public:
    /// Makes a memory, with sizes in pages.
    explicit Memory(const Store& store, std::uint32_t minimum, std::optional<std::uint32_t> maximum = std::nullopt)
        : state_(store.shared_state())
    {
        const wasm_limits_t limits = {minimum, maximum.value_or(wasm_limits_max_default)};
        const std::unique_ptr<wasm_memorytype_t, detail::Deleter<wasm_memorytype_delete>> type(
            detail::made(wasm_memorytype_new(&limits), "making a type"));
        pointer_.reset(detail::made(wasm_memory_new(state_->get(), type.get()), "making the memory"));
    }

    Memory(Memory&&) noexcept = default;
    Memory& operator=(Memory&&) noexcept = default;

    /// The type of the memory.
    MemoryType type() const
    {
        state_->check();
        const std::unique_ptr<wasm_memorytype_t, detail::Deleter<wasm_memorytype_delete>> type(
            detail::made(wasm_memory_type(pointer_.get()), "reading a type"));
        return detail::describe(type.get());
    }

    /// The size in pages, and in bytes.
    std::uint32_t pages() const
    {
        state_->check();
        return wasm_memory_size(pointer_.get());
    }

    std::size_t size() const
    {
        state_->check();
        return wasm_memory_data_size(pointer_.get());
    }

    /// Has the memory grow by so many pages, and returns how many it had; nothing when that is refused.
    std::optional<std::uint32_t> try_grow(std::uint32_t pages)
    {
        const std::uint32_t before = this->pages();
        return wasm_memory_grow(pointer_.get(), pages) ? std::optional<std::uint32_t>(before) : std::nullopt;
    }

    /// Has the memory grow by so many pages, and returns how many it had; throws when that is refused.
    std::uint32_t grow(std::uint32_t pages)
    {
        const std::optional<std::uint32_t> before = try_grow(pages);
        if (!before) {
            throw Error("the memory cannot grow by " + std::to_string(pages) + " pages; it has " + std::to_string(this->pages()));
        }
        return *before;
    }

    /// The bytes, without a copy. They stay where they are when the memory grows, and are gone with the store; `view` keeps them.
    Span<std::uint8_t> bytes() const
    {
        state_->check();
        return Span<std::uint8_t>(
            reinterpret_cast<std::uint8_t*>(wasm_memory_data(pointer_.get())), wasm_memory_data_size(pointer_.get()));
    }

    /// The bytes, without a copy, which stay as long as the view. A function of the host must not keep one: the store would never end.
    MemoryView view() const { return MemoryView(state_->owner, bytes()); }

    /// The bytes from an address, without a copy; throws when they are not all there. Gone with the store.
    Span<std::uint8_t> bytes(std::size_t address, std::size_t length) const
    {
        const Span<std::uint8_t> all = bytes();
        if (address > all.size() || length > all.size() - address) {
            throw Error(
                "the memory has " + std::to_string(all.size()) + " bytes; " + std::to_string(length) + " bytes at " +
                std::to_string(address) + " lie outside of it");
        }
        return all.subspan(address, length);
    }

    /// Copies bytes into the memory, or throws when they do not fit.
    void write(std::size_t address, Bytes content) const
    {
        const Span<std::uint8_t> target = bytes(address, content.size());
        if (!content.empty()) {
            std::memmove(target.data(), content.data(), content.size());
        }
    }

    void write(std::size_t address, std::string_view text) const { write(address, detail::as_bytes(text)); }

    /// Copies bytes out of the memory.
    void read(std::size_t address, Span<std::uint8_t> content) const
    {
        const Span<std::uint8_t> source = bytes(address, content.size());
        if (!content.empty()) {
            std::memmove(content.data(), source.data(), content.size());
        }
    }

    std::vector<std::uint8_t> read(std::size_t address, std::size_t length) const
    {
        const Span<std::uint8_t> source = bytes(address, length);
        return std::vector<std::uint8_t>(source.begin(), source.end());
    }

    /// Copies text out of the memory, as it is there.
    std::string read_text(std::size_t address, std::size_t length) const
    {
        return std::string(detail::as_text(bytes(address, length)));
    }

    /// Reads a number or a plain structure at an address, in the order of bytes of the machine.
    template <class T>
    T load(std::size_t address) const
    {
        static_assert(std::is_trivially_copyable_v<T>, "only what can be copied byte by byte can be in a memory");
        T value;
        std::memcpy(&value, bytes(address, sizeof value).data(), sizeof value);
        return value;
    }

    template <class T>
    void store(std::size_t address, const T& value) const
    {
        static_assert(std::is_trivially_copyable_v<T>, "only what can be copied byte by byte can be in a memory");
        std::memcpy(bytes(address, sizeof value).data(), &value, sizeof value);
    }

    wasm_memory_t* get() const noexcept { return pointer_.get(); }
    const wasm_extern_t* as_extern() const noexcept { return wasm_memory_as_extern_const(pointer_.get()); }
    const detail::StorePointer& shared_state() const noexcept { return state_; }

private:
    friend class Extern;

    Memory(detail::StorePointer state, wasm_memory_t* pointer) : state_(std::move(state)), pointer_(pointer) {}

    detail::StorePointer state_;
    std::unique_ptr<wasm_memory_t, detail::Deleter<wasm_memory_delete>> pointer_;
};

namespace detail {

/// A value of the C API for the time of a call: its reference stays the caller's.
inline wasm_val_t borrowed(const StoreState& state, const Value& value, ValueType type)
{
    lanner_raw_t raw;
    wasm_val_t result;
    if (type == ValueType::v128) {
        throw Error("globals of type v128 cannot be read or set: the C API has no value for them");
    }
    write(raw, state, value, type, false);
    result.kind = static_cast<wasm_valkind_t>(type);
    switch (type) {
    case ValueType::i32: result.of.i32 = raw.i32; break;
    case ValueType::i64: result.of.i64 = raw.i64; break;
    case ValueType::f32: result.of.f32 = raw.f32; break;
    case ValueType::f64: result.of.f64 = raw.f64; break;
    default: result.of.ref = raw.ref;
    }
    return result;
}

}  // namespace detail

/// A global. It belongs to its store.
class Global {
public:
    /// Makes a global.
    Global(const Store& store, const Value& value, bool is_mutable) : state_(store.shared_state())
    {
        const std::unique_ptr<wasm_globaltype_t, detail::Deleter<wasm_globaltype_delete>> type(detail::made(
            wasm_globaltype_new(
                wasm_valtype_new(static_cast<wasm_valkind_t>(value.type())),
                static_cast<wasm_mutability_t>(is_mutable ? WASM_VAR : WASM_CONST)),
            "making a type"));
        const wasm_val_t content = detail::borrowed(*state_, value, value.type());
        pointer_.reset(detail::made(wasm_global_new(state_->get(), type.get(), &content), "making the global"));
    }

    Global(Global&&) noexcept = default;
    Global& operator=(Global&&) noexcept = default;

    /// The type of the global.
    GlobalType type() const
    {
        state_->check();
        const std::unique_ptr<wasm_globaltype_t, detail::Deleter<wasm_globaltype_delete>> type(
            detail::made(wasm_global_type(pointer_.get()), "reading a type"));
        return detail::describe(type.get());
    }

    /// The value.
    Value get() const
    {
        const ValueType content = type().content;
        if (content == ValueType::v128) {
            throw Error("globals of type v128 cannot be read or set: the C API has no value for them");
        }
        wasm_val_t value;
        wasm_global_get(pointer_.get(), &value);
        switch (content) {
        case ValueType::i32: return value.of.i32;
        case ValueType::i64: return value.of.i64;
        case ValueType::f32: return value.of.f32;
        case ValueType::f64: return value.of.f64;
        default: return Value(content, Reference::adopt(state_, value.of.ref));
        }
    }

    /// Sets the value; throws when the global is constant or of another type.
    void set(const Value& value)
    {
        const GlobalType found = type();
        if (!found.is_mutable) {
            throw Error("the global is constant");
        }
        const wasm_val_t content = detail::borrowed(*state_, value, found.content);
        wasm_global_set(pointer_.get(), &content);
    }

    const wasm_extern_t* as_extern() const noexcept { return wasm_global_as_extern_const(pointer_.get()); }
    const detail::StorePointer& shared_state() const noexcept { return state_; }

private:
    friend class Extern;

    Global(detail::StorePointer state, wasm_global_t* pointer) : state_(std::move(state)), pointer_(pointer) {}

    detail::StorePointer state_;
    std::unique_ptr<wasm_global_t, detail::Deleter<wasm_global_delete>> pointer_;
};

/// A table of references. It belongs to its store.
class Table {
public:
    /// Makes a table whose elements are all the same at first.
    Table(
        const Store& store, ValueType element, std::uint32_t minimum, std::optional<std::uint32_t> maximum = std::nullopt,
        const Reference& initial = Reference())
        : state_(store.shared_state())
    {
        const wasm_limits_t limits = {minimum, maximum.value_or(wasm_limits_max_default)};
        const std::unique_ptr<wasm_tabletype_t, detail::Deleter<wasm_tabletype_delete>> type(detail::made(
            wasm_tabletype_new(
                detail::made(wasm_valtype_new(static_cast<wasm_valkind_t>(element)), "making a type"), &limits), "making a type"));
        pointer_.reset(detail::made(wasm_table_new(state_->get(), type.get(), initial.in(*state_)), "making the table"));
    }

    Table(Table&&) noexcept = default;
    Table& operator=(Table&&) noexcept = default;

    /// The type of the table.
    TableType type() const
    {
        state_->check();
        const std::unique_ptr<wasm_tabletype_t, detail::Deleter<wasm_tabletype_delete>> type(
            detail::made(wasm_table_type(pointer_.get()), "reading a type"));
        return detail::describe(type.get());
    }

    /// The number of elements.
    std::uint32_t size() const
    {
        state_->check();
        return wasm_table_size(pointer_.get());
    }

    /// An element; throws when there is none at the index.
    Reference get(std::uint32_t index) const
    {
        check(index);
        return Reference::adopt(state_, wasm_table_get(pointer_.get(), index));
    }

    /// Sets an element; throws when there is none at the index, or when the reference is of another type.
    void set(std::uint32_t index, const Reference& reference)
    {
        check(index);
        detail::done(wasm_table_set(pointer_.get(), index, reference.in(*state_)), "setting an element");
    }

    /// Has the table grow by so many elements, which are all the same; throws when that is refused. Returns how many there were.
    std::uint32_t grow(std::uint32_t elements, const Reference& initial = Reference())
    {
        const std::uint32_t before = size();
        if (!wasm_table_grow(pointer_.get(), elements, initial.in(*state_))) {
            throw Error("the table cannot grow by " + std::to_string(elements) + " elements; it has " + std::to_string(before));
        }
        return before;
    }

    const wasm_extern_t* as_extern() const noexcept { return wasm_table_as_extern_const(pointer_.get()); }
    const detail::StorePointer& shared_state() const noexcept { return state_; }

private:
    friend class Extern;

    Table(detail::StorePointer state, wasm_table_t* pointer) : state_(std::move(state)), pointer_(pointer) {}

    void check(std::uint32_t index) const
    {
        const std::uint32_t count = size();
        if (index >= count) {
            throw Error("the table has " + std::to_string(count) + " elements; there is none at " + std::to_string(index));
        }
    }

    detail::StorePointer state_;
    std::unique_ptr<wasm_table_t, detail::Deleter<wasm_table_delete>> pointer_;
};

/// What an instance imports or exports: one of a function, a memory, a global, a table.
class Extern {
public:
    Extern(Extern&&) noexcept = default;
    Extern& operator=(Extern&&) noexcept = default;

    /// The type.
    ExternType type() const
    {
        state_->check();
        const std::unique_ptr<wasm_externtype_t, detail::Deleter<wasm_externtype_delete>> type(
            detail::made(wasm_extern_type(pointer_.get()), "reading a type"));
        return detail::describe(type.get());
    }

    /// What it is; nothing when it is something else.
    std::optional<Function> as_function() const
    {
        return wasm_extern_as_func(pointer_.get()) == nullptr
            ? std::nullopt
            : std::optional<Function>(Function::adopt(state_, wasm_extern_as_func(copy())));
    }

    std::optional<Memory> as_memory() const
    {
        return wasm_extern_as_memory(pointer_.get()) == nullptr
            ? std::nullopt
            : std::optional<Memory>(Memory(state_, wasm_extern_as_memory(copy())));
    }

    std::optional<Global> as_global() const
    {
        return wasm_extern_as_global(pointer_.get()) == nullptr
            ? std::nullopt
            : std::optional<Global>(Global(state_, wasm_extern_as_global(copy())));
    }

    std::optional<Table> as_table() const
    {
        return wasm_extern_as_table(pointer_.get()) == nullptr
            ? std::nullopt
            : std::optional<Table>(Table(state_, wasm_extern_as_table(copy())));
    }

    const wasm_extern_t* as_extern() const noexcept { return pointer_.get(); }
    const detail::StorePointer& shared_state() const noexcept { return state_; }

    /// Takes over a thing of the C API; for the parts of this header.
    static Extern adopt(const detail::StorePointer& state, wasm_extern_t* pointer) { return Extern(state, pointer); }

private:
    Extern(detail::StorePointer state, wasm_extern_t* pointer) : state_(std::move(state)), pointer_(pointer) {}

    wasm_extern_t* copy() const { return detail::made(wasm_extern_copy(pointer_.get()), "copying a name"); }

    detail::StorePointer state_;
    std::unique_ptr<wasm_extern_t, detail::Deleter<wasm_extern_delete>> pointer_;
};

namespace detail {

/// The thing under a name, of the kind that is wanted.
template <class T>
T require(std::optional<T> thing, std::string_view name, const char* kind)
{
    if (!thing) {
        throw Error("the export \"" + std::string(name) + "\" is no " + kind);
    }
    return std::move(*thing);
}

}  // namespace detail

inline Extern Caller::get(std::string_view name) const
{
    if (pointer_ == nullptr) {
        throw Error("the function was called by the host, and not by an instance");
    }
    return Extern::adopt(
        state_, detail::made(lanner_caller_export(pointer_, detail::c_string(name, "the name").c_str()), "reading an export"));
}

inline Memory Caller::memory(std::string_view name) const
{
    return detail::require(get(name).as_memory(), name, "memory");
}

inline Function Caller::function(std::string_view name) const
{
    return detail::require(get(name).as_function(), name, "function");
}

template <class Signature>
TypedFunction<Signature> Caller::function(std::string_view name) const
{
    return TypedFunction<Signature>(function(name));
}

}  // namespace lanner

#endif
