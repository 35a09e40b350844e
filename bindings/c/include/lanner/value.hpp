/* Values and references. Included by lanner.hpp. */
#ifndef LANNER_VALUE_HPP
#define LANNER_VALUE_HPP

#include <array>
#include <cstring>
#include <tuple>
#include <typeinfo>

#include "store.hpp"
#include "types.hpp"

namespace lanner {

/// A vector of 128 bits, in the order of the guest's memory.
using V128 = std::array<std::uint8_t, 16>;

class Function;

namespace detail {

/// An object of the host that guests hold.
struct HostObject {
    virtual ~HostObject() = default;
    virtual const std::type_info& type() const noexcept = 0;
    StorePointer state;
};

template <class T>
struct HostObjectOf final : HostObject {
    template <class... Arguments>
    explicit HostObjectOf(Arguments&&... arguments) : content(std::forward<Arguments>(arguments)...)
    {
    }

    const std::type_info& type() const noexcept override { return typeid(T); }
    T content;
};

inline void finalize_object(void* pointer)
{
    auto* object = static_cast<HostObject*>(pointer);
    object->state->objects.erase(object);
    delete object;
}

}  // namespace detail

/// A reference of any type, or null: to an object of the host, a function, or something of a guest such as a structure. It belongs to one
/// store, whose guests can hold it.
class Reference {
public:
    /// Null.
    Reference() noexcept = default;
    Reference(std::nullptr_t) noexcept {}

    Reference(const Reference& other) : state_(other.state_)
    {
        if (other.pointer_ != nullptr) {
            pointer_.reset(detail::made(wasm_ref_copy(other.pointer_.get()), "copying a reference"));
        }
    }

    Reference(Reference&&) noexcept = default;

    Reference& operator=(const Reference& other)
    {
        Reference copy(other);
        return *this = std::move(copy);
    }

    Reference& operator=(Reference&&) noexcept = default;

    /// A reference to an object of the host, which is moved or copied. It is destroyed once no guest and no Reference can reach it, when
    /// the store is used again, or with the store.
    template <class T>
    static Reference to(const Store& store, T&& object)
    {
        using Content = std::decay_t<T>;
        const detail::StorePointer& state = store.shared_state();
        auto holder = std::make_unique<detail::HostObjectOf<Content>>(std::forward<T>(object));
        holder->state = state;
        wasm_foreign_t* foreign = detail::made(wasm_foreign_new(state->get()), "making a reference");
        Reference result(state, wasm_foreign_as_ref(foreign));
        detail::HostObject* base = holder.get();
        state->objects.insert(base);
        wasm_foreign_set_host_info_with_finalizer(foreign, base, detail::finalize_object);
        static_cast<void>(holder.release());
        return result;
    }

    /// True for null.
    bool is_null() const noexcept { return pointer_ == nullptr; }
    explicit operator bool() const noexcept { return pointer_ != nullptr; }

    /// The object of the host that the reference stands for; null when it stands for something else or an object of another type.
    template <class T>
    T* as() const
    {
        if (pointer_ == nullptr || state_->open == nullptr) {
            return nullptr;
        }
        void* info = wasm_ref_get_host_info(pointer_.get());
        if (info == nullptr || state_->objects.count(info) == 0) {
            return nullptr;
        }
        auto* object = static_cast<detail::HostObject*>(info);
        return object->type() == typeid(T) ? &static_cast<detail::HostObjectOf<T>*>(object)->content : nullptr;
    }

    /// The function that the reference stands for, if it does.
    std::optional<Function> as_function() const;

    /// True if both stand for the same thing, or for null.
    friend bool operator==(const Reference& left, const Reference& right)
    {
        return left.pointer_ == nullptr || right.pointer_ == nullptr
            ? left.pointer_ == right.pointer_
            : wasm_ref_same(left.pointer_.get(), right.pointer_.get());
    }

    friend bool operator!=(const Reference& left, const Reference& right) { return !(left == right); }

    /// The reference for functions of the C API.
    wasm_ref_t* get() const noexcept { return pointer_.get(); }

    /// Takes over a reference of the C API; for the parts of this header.
    static Reference adopt(const detail::StorePointer& state, wasm_ref_t* pointer)
    {
        return pointer == nullptr ? Reference() : Reference(state, pointer);
    }

    /// Copies a reference of the C API; for the parts of this header.
    static Reference copy(const detail::StorePointer& state, const wasm_ref_t* pointer)
    {
        return pointer == nullptr ? Reference() : Reference(state, detail::made(wasm_ref_copy(pointer), "copying a reference"));
    }

    /// The reference for a call in a store; throws when it belongs to another one.
    wasm_ref_t* in(const detail::StoreState& state) const
    {
        if (pointer_ != nullptr && state_.get() != &state) {
            throw Error("a reference belongs to another store");
        }
        return pointer_.get();
    }

protected:
    Reference(detail::StorePointer state, wasm_ref_t* pointer) : state_(std::move(state)), pointer_(pointer) {}

private:
    detail::StorePointer state_;
    std::unique_ptr<wasm_ref_t, detail::Deleter<wasm_ref_delete>> pointer_;
};

/// A reference whose type is known when the program is compiled, for signatures.
template <ValueType Type>
class ReferenceOf : public Reference {
public:
    using Reference::Reference;
    ReferenceOf() noexcept = default;
    ReferenceOf(Reference reference) noexcept : Reference(std::move(reference)) {}
};

using ExternRef = ReferenceOf<ValueType::externref>;
using FuncRef = ReferenceOf<ValueType::funcref>;

/// A value with its type.
class Value {
public:
    Value(std::int32_t value) noexcept : type_(ValueType::i32), content_(value) {}
    Value(std::uint32_t value) noexcept : type_(ValueType::i32), content_(static_cast<std::int32_t>(value)) {}
    Value(std::int64_t value) noexcept : type_(ValueType::i64), content_(value) {}
    Value(std::uint64_t value) noexcept : type_(ValueType::i64), content_(static_cast<std::int64_t>(value)) {}
    Value(float value) noexcept : type_(ValueType::f32), content_(value) {}
    Value(double value) noexcept : type_(ValueType::f64), content_(value) {}
    Value(const V128& value) noexcept : type_(ValueType::v128), content_(value) {}

    template <ValueType Type>
    Value(ReferenceOf<Type> value) noexcept : type_(Type), content_(Reference(std::move(value)))
    {
    }

    /// A reference of a type.
    Value(ValueType type, Reference value) : type_(type), content_(std::move(value))
    {
        if (!is_reference(type)) {
            throw Error(std::string("a reference was given as a value of type ") + name_of(type));
        }
    }

    ValueType type() const noexcept { return type_; }

    std::int32_t i32() const { return get<std::int32_t>(ValueType::i32); }
    std::int64_t i64() const { return get<std::int64_t>(ValueType::i64); }
    float f32() const { return get<float>(ValueType::f32); }
    double f64() const { return get<double>(ValueType::f64); }
    const V128& v128() const { return get<V128>(ValueType::v128); }

    /// The reference; throws when the value is none.
    const Reference& reference() const { return get<Reference>(ValueType::externref); }

private:
    template <class T>
    const T& get(ValueType wanted) const
    {
        const T* content = std::get_if<T>(&content_);
        if (content == nullptr) {
            throw Error(std::string("the value is of type ") + name_of(type_) + "; " + name_of(wanted) + " was expected");
        }
        return *content;
    }

    ValueType type_;
    std::variant<std::int32_t, std::int64_t, float, double, V128, Reference> content_;
};

namespace detail {

/// How a type of C++ is written to and read from values of the C API. `write` leaves a reference the caller's, `write_owned` hands it over.
template <class T, class = void>
struct ValueTraits;

template <class T>
struct ValueTraits<T, std::enable_if_t<std::is_integral_v<T> && !std::is_same_v<T, bool> && sizeof(T) == 4>> {
    static constexpr ValueType type = ValueType::i32;
    static void write(lanner_raw_t& raw, const StoreState&, T value) noexcept { raw.i32 = static_cast<std::int32_t>(value); }
    static void write_owned(lanner_raw_t& raw, const StoreState& state, T value) noexcept { write(raw, state, value); }
    static T read(const lanner_raw_t& raw, const StorePointer&, bool) noexcept { return static_cast<T>(raw.i32); }
};

template <class T>
struct ValueTraits<T, std::enable_if_t<std::is_integral_v<T> && sizeof(T) == 8>> {
    static constexpr ValueType type = ValueType::i64;
    static void write(lanner_raw_t& raw, const StoreState&, T value) noexcept { raw.i64 = static_cast<std::int64_t>(value); }
    static void write_owned(lanner_raw_t& raw, const StoreState& state, T value) noexcept { write(raw, state, value); }
    static T read(const lanner_raw_t& raw, const StorePointer&, bool) noexcept { return static_cast<T>(raw.i64); }
};

template <>
struct ValueTraits<bool> {
    static constexpr ValueType type = ValueType::i32;
    static void write(lanner_raw_t& raw, const StoreState&, bool value) noexcept { raw.i32 = value ? 1 : 0; }
    static void write_owned(lanner_raw_t& raw, const StoreState& state, bool value) noexcept { write(raw, state, value); }
    static bool read(const lanner_raw_t& raw, const StorePointer&, bool) noexcept { return raw.i32 != 0; }
};

template <>
struct ValueTraits<float> {
    static constexpr ValueType type = ValueType::f32;
    static void write(lanner_raw_t& raw, const StoreState&, float value) noexcept { raw.f32 = value; }
    static void write_owned(lanner_raw_t& raw, const StoreState& state, float value) noexcept { write(raw, state, value); }
    static float read(const lanner_raw_t& raw, const StorePointer&, bool) noexcept { return raw.f32; }
};

template <>
struct ValueTraits<double> {
    static constexpr ValueType type = ValueType::f64;
    static void write(lanner_raw_t& raw, const StoreState&, double value) noexcept { raw.f64 = value; }
    static void write_owned(lanner_raw_t& raw, const StoreState& state, double value) noexcept { write(raw, state, value); }
    static double read(const lanner_raw_t& raw, const StorePointer&, bool) noexcept { return raw.f64; }
};

template <>
struct ValueTraits<V128> {
    static constexpr ValueType type = ValueType::v128;
    static void write(lanner_raw_t& raw, const StoreState&, const V128& value) noexcept { std::memcpy(raw.v128, value.data(), 16); }
    static void write_owned(lanner_raw_t& raw, const StoreState& state, const V128& value) noexcept { write(raw, state, value); }

    static V128 read(const lanner_raw_t& raw, const StorePointer&, bool) noexcept
    {
        V128 value;
        std::memcpy(value.data(), raw.v128, 16);
        return value;
    }
};

template <ValueType Type>
struct ValueTraits<ReferenceOf<Type>> {
    static constexpr ValueType type = Type;
    static void write(lanner_raw_t& raw, const StoreState& state, const Reference& value) { raw.ref = value.in(state); }

    static void write_owned(lanner_raw_t& raw, const StoreState& state, const Reference& value)
    {
        wasm_ref_t* pointer = value.in(state);
        raw.ref = pointer == nullptr ? nullptr : made(wasm_ref_copy(pointer), "copying a reference");
    }

    static ReferenceOf<Type> read(const lanner_raw_t& raw, const StorePointer& state, bool is_owned)
    {
        return is_owned ? Reference::adopt(state, raw.ref) : Reference::copy(state, raw.ref);
    }
};

/// What a function returns, as results of WebAssembly: nothing, one value, or those of a tuple or pair.
template <class R>
struct Results {
    static constexpr std::size_t count = 1;
    static std::vector<ValueType> types() { return {ValueTraits<R>::type}; }
    static R read(const lanner_raw_t* raw, const StorePointer& state) { return ValueTraits<R>::read(raw[0], state, true); }
    static void write(lanner_raw_t* raw, const StoreState& state, const R& value) { ValueTraits<R>::write_owned(raw[0], state, value); }
};

template <>
struct Results<void> {
    static constexpr std::size_t count = 0;
    static std::vector<ValueType> types() { return {}; }
    static void read(const lanner_raw_t*, const StorePointer&) noexcept {}
};

template <class Tuple, class... T>
struct SeveralResults {
    static constexpr std::size_t count = sizeof...(T);
    static std::vector<ValueType> types() { return {ValueTraits<T>::type...}; }

    static Tuple read(const lanner_raw_t* raw, const StorePointer& state)
    {
        return read(raw, state, std::index_sequence_for<T...>());
    }

    static void write(lanner_raw_t* raw, const StoreState& state, const Tuple& values)
    {
        write(raw, state, values, std::index_sequence_for<T...>());
    }

private:
    template <std::size_t... Index>
    static Tuple read([[maybe_unused]] const lanner_raw_t* raw, [[maybe_unused]] const StorePointer& state, std::index_sequence<Index...>)
    {
        return Tuple{ValueTraits<T>::read(raw[Index], state, true)...};
    }

    template <std::size_t... Index>
    static void write(
        [[maybe_unused]] lanner_raw_t* raw, [[maybe_unused]] const StoreState& state, [[maybe_unused]] const Tuple& values,
        std::index_sequence<Index...>)
    {
        (ValueTraits<T>::write_owned(raw[Index], state, std::get<Index>(values)), ...);
    }
};

template <class... T>
struct Results<std::tuple<T...>> : SeveralResults<std::tuple<T...>, T...> {};

template <class First, class Second>
struct Results<std::pair<First, Second>> : SeveralResults<std::pair<First, Second>, First, Second> {};

/// Writes a value of any type, which stays the caller's, after comparing its type.
inline void write(lanner_raw_t& raw, const StoreState& state, const Value& value, ValueType type, bool hands_over)
{
    if (value.type() != type && !(type == ValueType::anyref && is_reference(value.type()))) {
        throw Error(std::string("a value is of type ") + name_of(value.type()) + "; " + name_of(type) + " was expected");
    }
    switch (value.type()) {
    case ValueType::i32: raw.i32 = value.i32(); break;
    case ValueType::i64: raw.i64 = value.i64(); break;
    case ValueType::f32: raw.f32 = value.f32(); break;
    case ValueType::f64: raw.f64 = value.f64(); break;
    case ValueType::v128: std::memcpy(raw.v128, value.v128().data(), 16); break;
    default:
        if (hands_over) {
            ValueTraits<ExternRef>::write_owned(raw, state, value.reference());
        } else {
            ValueTraits<ExternRef>::write(raw, state, value.reference());
        }
    }
}

inline Value read(const lanner_raw_t& raw, const StorePointer& state, ValueType type, bool is_owned)
{
    switch (type) {
    case ValueType::i32: return raw.i32;
    case ValueType::i64: return raw.i64;
    case ValueType::f32: return raw.f32;
    case ValueType::f64: return raw.f64;
    case ValueType::v128: return ValueTraits<V128>::read(raw, state, is_owned);
    default: return Value(type, ValueTraits<ExternRef>::read(raw, state, is_owned));
    }
}

}  // namespace detail
}  // namespace lanner

#endif
