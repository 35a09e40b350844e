/* What stands between guests and functions of the host. Included by lanner.hpp. */
#ifndef LANNER_HOST_HPP
#define LANNER_HOST_HPP

#include <exception>
#include <type_traits>
#include <utility>

#include "value.hpp"

namespace lanner {

class Extern;
class Function;
class Memory;
class Caller;

template <class Signature>
class TypedFunction;

/// The instance that calls a function of the host, for the time of the call.
class Caller {
public:
    Caller(const Caller&) = delete;
    Caller& operator=(const Caller&) = delete;

    /// What the instance exports under a name; throws when there is nothing, or when the host itself calls.
    Extern get(std::string_view name) const;

    /// The memory that the instance exports.
    Memory memory(std::string_view name = "memory") const;

    /// The function that the instance exports under a name.
    Function function(std::string_view name) const;

    template <class Signature>
    TypedFunction<Signature> function(std::string_view name) const;

    /// True if guests of the store are to stop: for functions that take long.
    bool interrupted() const { return lanner_store_is_interrupted(store_); }

    /// For the parts of this header.
    Caller(const detail::StorePointer& state, wasm_store_t* store, const lanner_caller_t* pointer) noexcept
        : state_(state), store_(store), pointer_(pointer)
    {
    }

private:
    const detail::StorePointer& state_;
    wasm_store_t* store_;
    const lanner_caller_t* pointer_;
};

namespace detail {

/// The types of a function of the host.
template <bool WithCaller, class R, class... A>
struct Signature {};

/// Finds them: from a signature, a pointer to a function, or a class that can be called.
template <class F, class = void>
struct SignatureOf;

template <class R, class... A>
struct SignatureOf<R(A...)> {
    using type = Signature<false, std::decay_t<R>, std::decay_t<A>...>;
};

template <class R, class... A>
struct SignatureOf<R(Caller&, A...)> {
    using type = Signature<true, std::decay_t<R>, std::decay_t<A>...>;
};

template <class R, class... A>
struct SignatureOf<R(const Caller&, A...)> : SignatureOf<R(Caller&, A...)> {};

template <class R, class... A>
struct SignatureOf<R (*)(A...)> : SignatureOf<R(A...)> {};

template <class R, class... A>
struct SignatureOf<R (*)(A...) noexcept> : SignatureOf<R(A...)> {};

template <class M>
struct SignatureOfMember;

template <class C, class R, class... A>
struct SignatureOfMember<R (C::*)(A...)> : SignatureOf<R(A...)> {};

template <class C, class R, class... A>
struct SignatureOfMember<R (C::*)(A...) const> : SignatureOf<R(A...)> {};

template <class C, class R, class... A>
struct SignatureOfMember<R (C::*)(A...) noexcept> : SignatureOf<R(A...)> {};

template <class C, class R, class... A>
struct SignatureOfMember<R (C::*)(A...) const noexcept> : SignatureOf<R(A...)> {};

template <class F>
struct SignatureOf<F, std::void_t<decltype(&F::operator())>> : SignatureOfMember<decltype(&F::operator())> {};

/// What every function of the host has.
struct Host {
    StorePointer state;
    /// The store of the C API, which exists whenever a guest calls.
    wasm_store_t* store = nullptr;
};

/// Counts a function of the host while it runs.
class CallbackScope {
public:
    explicit CallbackScope(StoreState& state) noexcept : state_(state) { state_.callbacks++; }
    CallbackScope(const CallbackScope&) = delete;
    CallbackScope& operator=(const CallbackScope&) = delete;
    ~CallbackScope() { state_.callbacks--; }

private:
    StoreState& state_;
};

/// What the library calls. Exceptions end here, and go on as traps: they must not unwind what is between here and the caller.
template <class H>
wasm_trap_t* call_host(void* env, const lanner_caller_t* caller, lanner_raw_t* values)
{
    H& host = *static_cast<H*>(env);
    const CallbackScope scope(*host.state);
    try {
        host.run(caller, values);
        return nullptr;
    } catch (...) {
        return host.state->trap_of(host.store, std::current_exception());
    }
}

template <class H>
void delete_host(void* env)
{
    delete static_cast<H*>(env);
}

/// A function of the host with types of C++.
template <class Callable, bool WithCaller, class R, class... A>
struct HostOf final : Host {
    template <class C>
    explicit HostOf(C&& function) : callable(std::forward<C>(function))
    {
    }

    void run(const lanner_caller_t* caller, lanner_raw_t* values) { run(caller, values, std::index_sequence_for<A...>()); }

    Callable callable;

private:
    template <std::size_t... Index>
    void run(const lanner_caller_t* caller, lanner_raw_t* values, std::index_sequence<Index...>)
    {
        if constexpr (std::is_void_v<R>) {
            call(caller, ValueTraits<A>::read(values[Index], state, false)...);
        } else {
            Results<R>::write(values, *state, call(caller, ValueTraits<A>::read(values[Index], state, false)...));
        }
    }

    R call([[maybe_unused]] const lanner_caller_t* pointer, A... arguments)
    {
        if constexpr (WithCaller) {
            Caller caller(state, store, pointer);
            return callable(caller, std::move(arguments)...);
        } else {
            return callable(std::move(arguments)...);
        }
    }
};

/// A function of the host with a type that is known only when the program runs.
template <class Callable>
struct DynamicHost final : Host {
    DynamicHost(Callable function, FunctionType function_type) : callable(std::move(function)), type(std::move(function_type)) {}

    void run(const lanner_caller_t* pointer, lanner_raw_t* values)
    {
        std::vector<Value> arguments;
        arguments.reserve(type.params.size());
        for (std::size_t index = 0; index < type.params.size(); index++) {
            arguments.push_back(read(values[index], state, type.params[index], false));
        }
        Caller caller(state, store, pointer);
        const std::vector<Value> results = callable(caller, Span<const Value>(arguments.data(), arguments.size()));
        if (results.size() != type.results.size()) {
            throw Error(
                "a function of the host has returned " + std::to_string(results.size()) + " values; its type is " + type.to_string());
        }
        // All are looked at before the first is handed over.
        for (std::size_t index = 0; index < results.size(); index++) {
            lanner_raw_t ignored;
            write(ignored, *state, results[index], type.results[index], false);
        }
        for (std::size_t index = 0; index < results.size(); index++) {
            write(values[index], *state, results[index], type.results[index], true);
        }
    }

    Callable callable;
    FunctionType type;
};

}  // namespace detail
}  // namespace lanner

#endif
