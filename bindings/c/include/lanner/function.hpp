/* Functions of guests and of the host. Included by lanner.hpp. */
#ifndef LANNER_FUNCTION_HPP
#define LANNER_FUNCTION_HPP

#include <functional>
#include <initializer_list>

#include "host.hpp"

namespace lanner {

template <class Signature>
class TypedFunction;

template <class R>
class Call;

/// A function. It belongs to its store.
class Function {
public:
    /// Makes a function of the host of anything that can be called, such as a lambda. Its signature says the type: parameters and results
    /// are numbers, bool, V128, ExternRef and FuncRef; several results are a tuple or a pair. The first parameter may be a Caller. An
    /// exception that it throws ends the guest, and comes out of the call of the guest. What it captures is destroyed with the store: do
    /// not capture the Store itself, or a MemoryView, by value.
    template <class Callable>
    static Function of(const Store& store, Callable&& callable)
    {
        return make(store, std::forward<Callable>(callable), typename detail::SignatureOf<std::decay_t<Callable>>::type());
    }

    /// The same for what can be called in several ways, such as a generic lambda: `Function::with<int32_t(int32_t)>(store, callable)`.
    template <class Signature, class Callable>
    static Function with(const Store& store, Callable&& callable)
    {
        return make(store, std::forward<Callable>(callable), typename detail::SignatureOf<Signature>::type());
    }

    /// What a function of the host does whose type is known only when the program runs.
    using Dynamic = std::function<std::vector<Value>(Caller&, Span<const Value>)>;

    /// Makes a function of the host whose type is known only when the program runs.
    static Function of_type(const Store& store, const FunctionType& type, Dynamic callable)
    {
        using Host = detail::DynamicHost<Dynamic>;
        return make(store, type, std::make_unique<Host>(std::move(callable), type));
    }

    Function(Function&&) noexcept = default;
    Function& operator=(Function&&) noexcept = default;

    /// The type of the function.
    FunctionType type() const
    {
        state_->check();
        const detail::FunctionTypePointer type(detail::made(wasm_func_type(pointer_.get()), "reading a type"));
        return detail::describe(type.get());
    }

    /// Another name of the same function.
    Function copy() const
    {
        return Function(state_, detail::made(wasm_func_copy(pointer_.get()), "copying a name"));
    }

    /// The function as a reference that guests can hold.
    FuncRef reference() const { return Reference::copy(state_, wasm_func_as_ref_const(pointer_.get())); }

    /// The function with the types of C++, after comparing them: the fast way to call it.
    template <class Signature>
    TypedFunction<Signature> typed() const;

    /// Calls the function with values, whose types are compared. Throws Trap, ProgramExit, or what a host function has thrown.
    std::vector<Value> call(Span<const Value> arguments) const
    {
        state_->check();
        if (!known_type_) {
            known_type_ = type();
        }
        const std::vector<ValueType>& params = known_type_->params;
        const std::vector<ValueType>& results = known_type_->results;
        if (arguments.size() != params.size()) {
            throw Error(
                "the function takes " + std::to_string(params.size()) + " arguments, and " + std::to_string(arguments.size()) +
                " were given; its type is " + known_type_->to_string());
        }
        std::vector<lanner_raw_t> raw(params.size() > results.size() ? params.size() : results.size());
        for (std::size_t index = 0; index < params.size(); index++) {
            detail::write(raw[index], *state_, arguments[index], params[index], false);
        }
        wasm_trap_t* trap = lanner_func_call_unchecked(pointer_.get(), raw.data());
        if (trap != nullptr) {
            state_->raise(trap);
        }
        std::vector<Value> values;
        values.reserve(results.size());
        for (std::size_t index = 0; index < results.size(); index++) {
            values.push_back(detail::read(raw[index], state_, results[index], true));
        }
        return values;
    }

    std::vector<Value> call(std::initializer_list<Value> arguments) const
    {
        return call(Span<const Value>(arguments.begin(), arguments.size()));
    }

    /// The same with arguments one by one.
    template <class... Arguments>
    std::vector<Value> operator()(Arguments&&... arguments) const
    {
        return call({Value(std::forward<Arguments>(arguments))...});
    }

    /// The function for functions of the C API.
    wasm_func_t* get() const noexcept { return pointer_.get(); }

    const wasm_extern_t* as_extern() const noexcept { return wasm_func_as_extern_const(pointer_.get()); }

    const detail::StorePointer& shared_state() const noexcept { return state_; }

    /// Takes over a function of the C API; for the parts of this header.
    static Function adopt(const detail::StorePointer& state, wasm_func_t* pointer) { return Function(state, pointer); }

private:
    Function(detail::StorePointer state, wasm_func_t* pointer) : state_(std::move(state)), pointer_(pointer) {}

    template <class Callable, bool WithCaller, class R, class... A>
    static Function make(const Store& store, Callable&& callable, detail::Signature<WithCaller, R, A...>)
    {
        using Host = detail::HostOf<std::decay_t<Callable>, WithCaller, R, A...>;
        const FunctionType type{{detail::ValueTraits<A>::type...}, detail::Results<R>::types()};
        return make(store, type, std::make_unique<Host>(std::forward<Callable>(callable)));
    }

    template <class Host>
    static Function make(const Store& store, const FunctionType& type, std::unique_ptr<Host> host)
    {
        const detail::StorePointer& state = store.shared_state();
        host->state = state;
        host->store = state->get();
        const detail::FunctionTypePointer pointer = detail::make(type);
        Function function(
            state,
            detail::made(
                lanner_func_new_unchecked(state->get(), pointer.get(), detail::call_host<Host>, host.get(), detail::delete_host<Host>),
                "making a function of the host"));
        static_cast<void>(host.release());
        return function;
    }

    detail::StorePointer state_;
    std::unique_ptr<wasm_func_t, detail::Deleter<wasm_func_delete>> pointer_;
    mutable std::optional<FunctionType> known_type_;
};

/// A function with types of C++: what is called needs no allocation and no comparison.
template <class R, class... A>
class TypedFunction<R(A...)> {
public:
    /// Compares the types, and throws when they differ.
    explicit TypedFunction(Function function) : function_(std::move(function))
    {
        const FunctionType wanted{{detail::ValueTraits<std::decay_t<A>>::type...}, detail::Results<R>::types()};
        const FunctionType found = function_.type();
        if (found != wanted) {
            throw Error("the function is of type " + found.to_string() + "; " + wanted.to_string() + " was expected");
        }
    }

    /// Calls the function. Throws Trap, ProgramExit, or what a host function has thrown.
    R operator()(A... arguments) const
    {
        constexpr std::size_t results = detail::Results<R>::count;
        constexpr std::size_t room = sizeof...(A) > results ? sizeof...(A) : results;
        const detail::StorePointer& state = function_.shared_state();
        lanner_raw_t raw[room == 0 ? 1 : room];
        state->check();
        [[maybe_unused]] std::size_t index = 0;
        (detail::ValueTraits<std::decay_t<A>>::write(raw[index++], *state, arguments), ...);
        wasm_trap_t* trap = lanner_func_call_unchecked(function_.get(), raw);
        if (trap != nullptr) {
            state->raise(trap);
        }
        return detail::Results<R>::read(raw, state);
    }

    /// Begins a call that a thread of Lanner's runs, of a function with numbers.
    Call<R> call_async(A... arguments) const;

    /// The function without the types of C++.
    const Function& function() const noexcept { return function_; }

    const wasm_extern_t* as_extern() const noexcept { return function_.as_extern(); }

    const detail::StorePointer& shared_state() const noexcept { return function_.shared_state(); }

private:
    Function function_;
};

template <class Signature>
TypedFunction<Signature> Function::typed() const
{
    return TypedFunction<Signature>(copy());
}

inline std::optional<Function> Reference::as_function() const
{
    if (pointer_ == nullptr || wasm_ref_as_func(pointer_.get()) == nullptr) {
        return std::nullopt;
    }
    wasm_ref_t* copy = detail::made(wasm_ref_copy(pointer_.get()), "copying a reference");
    return Function::adopt(state_, wasm_ref_as_func(copy));
}

}  // namespace lanner

#endif
