/* Calls that do not block, and functions of the host that end later. Included by lanner.hpp. */
#ifndef LANNER_ASYNC_HPP
#define LANNER_ASYNC_HPP

#include <array>
#include <atomic>
#include <future>

#include "instance.hpp"

namespace lanner {
namespace detail {

template <class T>
constexpr bool is_number = ValueTraits<T>::type == ValueType::i32 || ValueTraits<T>::type == ValueType::i64
    || ValueTraits<T>::type == ValueType::f32 || ValueTraits<T>::type == ValueType::f64;

/// A number with its kind, from one without.
inline wasm_val_t with_kind(ValueType type, const lanner_raw_t& raw) noexcept
{
    wasm_val_t value;
    std::memset(&value, 0, sizeof value);
    value.kind = static_cast<wasm_valkind_t>(type);
    std::memcpy(&value.of, &raw, sizeof value.of);
    return value;
}

/// What the callback for the end of a call has.
template <class R>
struct Ended {
    StorePointer state;
    std::promise<R> promise;
};

template <class R>
void end_call(void* env, wasm_trap_t* trap, const wasm_val_vec_t* results)
{
    const std::unique_ptr<Ended<R>> ended(static_cast<Ended<R>*>(env));
    try {
        if (trap != nullptr) {
            ended->state->raise(trap);
        }
        if constexpr (std::is_void_v<R>) {
            ended->promise.set_value();
        } else {
            lanner_raw_t raw[Results<R>::count];
            std::memset(raw, 0, sizeof raw);
            for (std::size_t index = 0; index < results->size && index < Results<R>::count; index++) {
                std::memcpy(&raw[index], &results->data[index].of, sizeof results->data[index].of);
            }
            ended->promise.set_value(Results<R>::read(raw, ended->state));
        }
    } catch (...) {
        ended->promise.set_exception(std::current_exception());
    }
}

}  // namespace detail

/// A call that a thread of Lanner's runs. The store is in use until it has ended; where this is destroyed before, the call goes on.
template <class R>
class Call {
public:
    /// Waits for the end, and returns the result. Throws Trap, or what a host function has thrown. Once.
    R get() { return future_.get(); }

    /// Waits for the end.
    void wait() const { future_.wait(); }

    /// Waits for the end, or until a time has passed; true if the call has ended.
    template <class Number, class Period>
    bool wait_for(const std::chrono::duration<Number, Period>& time) const
    {
        return future_.wait_for(time) == std::future_status::ready;
    }

    /// Has the guest end with a Trap, `TrapCode::interrupted`, also where it waits; if the engine is not interruptible, only there. Any
    /// thread may call this.
    void cancel() const { detail::done(lanner_call_cancel(pointer_.get()), "the cancellation"); }

private:
    template <class Signature>
    friend class TypedFunction;

    Call(lanner_call_t* pointer, std::future<R> future) : pointer_(pointer), future_(std::move(future)) {}

    std::unique_ptr<lanner_call_t, detail::Deleter<lanner_call_delete>> pointer_;
    std::future<R> future_;
};

template <class R, class... A>
Call<R> TypedFunction<R(A...)>::call_async(A... arguments) const
{
    static_assert((detail::is_number<std::decay_t<A>> && ...), "calls that do not block take and return numbers");
    const detail::StorePointer& state = function_.shared_state();
    auto ended = std::make_unique<detail::Ended<R>>();
    std::array<wasm_val_t, sizeof...(A) + 1> values;
    [[maybe_unused]] std::size_t index = 0;
    state->check();
    [[maybe_unused]] const auto add = [&](auto argument) {
        using Traits = detail::ValueTraits<decltype(argument)>;
        lanner_raw_t raw;
        Traits::write(raw, *state, argument);
        values[index++] = detail::with_kind(Traits::type, raw);
    };
    (add(static_cast<std::decay_t<A>>(arguments)), ...);
    const wasm_val_vec_t vector = {sizeof...(A), values.data()};
    ended->state = state;
    std::future<R> future = ended->promise.get_future();
    lanner_call_t* call = lanner_func_call_async(function_.get(), &vector, detail::end_call<R>, ended.get());
    detail::made(call, "the call");
    static_cast<void>(ended.release());
    return Call<R>(call, std::move(future));
}

namespace detail {

/// A completion of the C API, which is ended once.
class CompletionState {
public:
    CompletionState(lanner_completion_t* pointer, StorePointer state) noexcept : store(std::move(state)), pointer_(pointer) {}
    CompletionState(const CompletionState&) = delete;
    CompletionState& operator=(const CompletionState&) = delete;
    ~CompletionState() { fail(std::make_exception_ptr(Error("a function of the host was given up before it had ended"))); }

    /// Ends the wait with an exception, if it has not been ended before.
    bool fail(std::exception_ptr error)
    {
        lanner_completion_t* pointer = pointer_.exchange(nullptr);
        return pointer != nullptr && lanner_completion_trap(pointer, store->late_trap_of(std::move(error)));
    }

    lanner_completion_t* take()
    {
        lanner_completion_t* pointer = pointer_.exchange(nullptr);
        if (pointer == nullptr) {
            throw Error("the function of the host has ended before");
        }
        return pointer;
    }

    void on_cancel(std::function<void()> function)
    {
        auto kept = std::make_unique<std::function<void()>>(std::move(function));
        const auto call = [](void* env) { (*static_cast<std::function<void()>*>(env))(); };
        done(lanner_completion_on_cancel(pointer_, call, kept.get()), "waiting for a cancellation");
        cancelled_ = std::move(kept);
    }

    const StorePointer store;

private:
    std::atomic<lanner_completion_t*> pointer_;
    std::unique_ptr<std::function<void()>> cancelled_;
};

}  // namespace detail

/// The end of a function of the host, for which a guest waits: ended once, on any thread, also when nobody waits any more. The guest traps
/// if it is destroyed before.
template <class R>
class Completion {
public:
    Completion(Completion&&) noexcept = default;
    Completion& operator=(Completion&&) noexcept = default;

    /// Ends the wait with the result, if there is one.
    template <class... Result>
    void set_value(Result&&... result)
    {
        wasm_val_t values[detail::Results<R>::count + 1];
        if constexpr (!std::is_void_v<R>) {
            lanner_raw_t raw[detail::Results<R>::count];
            const std::vector<ValueType> types = detail::Results<R>::types();
            detail::Results<R>::write(raw, *state_->store, R(std::forward<Result>(result)...));
            for (std::size_t index = 0; index < types.size(); index++) {
                values[index] = detail::with_kind(types[index], raw[index]);
            }
        }
        const wasm_val_vec_t vector = {detail::Results<R>::count, values};
        detail::done(lanner_completion_return(state_->take(), &vector), "the end of a function of the host");
    }

    /// Ends the wait, and the guest: its call throws the exception.
    void set_exception(std::exception_ptr error)
    {
        if (!state_->fail(std::move(error))) {
            throw Error("the function of the host has ended before");
        }
    }

    /// Has something called, on any thread and at most once, when nobody waits any more. Neither called nor running once the completion
    /// has been ended, unless by itself. It must not throw. Once.
    void on_cancel(std::function<void()> cancelled) { state_->on_cancel(std::move(cancelled)); }

    /// For the parts of this header.
    explicit Completion(std::shared_ptr<detail::CompletionState> state) noexcept : state_(std::move(state)) {}

private:
    std::shared_ptr<detail::CompletionState> state_;
};

namespace detail {

/// A function of the host that ends later.
template <class Callable, class R, class... A>
struct AsyncHostOf final : Host {
    template <class C>
    explicit AsyncHostOf(C&& function) : callable(std::forward<C>(function))
    {
    }

    template <std::size_t... Index>
    void run(const wasm_val_vec_t* arguments, Completion<R> completion, std::index_sequence<Index...>)
    {
        [[maybe_unused]] const auto raw = [arguments](std::size_t index) {
            lanner_raw_t value;
            std::memset(&value, 0, sizeof value);
            std::memcpy(&value, &arguments->data[index].of, sizeof arguments->data[index].of);
            return value;
        };
        callable(std::move(completion), ValueTraits<A>::read(raw(Index), state, false)...);
    }

    Callable callable;
};

/// What the library calls. What the function throws ends the guest.
template <class Callable, class R, class... A>
void call_async_host(void* env, const lanner_caller_t*, const wasm_val_vec_t* arguments, lanner_completion_t* pointer)
{
    auto& host = *static_cast<AsyncHostOf<Callable, R, A...>*>(env);
    const auto state = std::make_shared<CompletionState>(pointer, host.state);
    try {
        host.run(arguments, Completion<R>(state), std::index_sequence_for<A...>());
    } catch (...) {
        state->fail(std::current_exception());
    }
}

template <class Callable, class R, class... A>
Function make_async(const Store& store, Callable&& callable, Signature<false, void, Completion<R>, A...>)
{
    static_assert((is_number<A> && ...), "functions of the host that end later take and return numbers");
    using F = std::decay_t<Callable>;
    using Made = AsyncHostOf<F, R, A...>;
    const StorePointer& state = store.shared_state();
    const FunctionTypePointer type = make(FunctionType{{ValueTraits<A>::type...}, Results<R>::types()});
    auto host = std::make_unique<Made>(std::forward<Callable>(callable));
    host->state = state;
    host->store = state->get();
    wasm_func_t* function =
        lanner_func_new_async(state->get(), type.get(), call_async_host<F, R, A...>, host.get(), delete_host<Made>);
    made(function, "making a function of the host");
    static_cast<void>(host.release());
    return Function::adopt(state, function);
}

}  // namespace detail

/// Makes a function of the host that may return before it is done, of anything that can be called with a Completion of its result, and
/// then with its arguments: numbers. It is called on the thread that the guest runs on.
template <class Callable>
Function async_function(const Store& store, Callable&& callable)
{
    return detail::make_async(store, std::forward<Callable>(callable), typename detail::SignatureOf<std::decay_t<Callable>>::type());
}

template <class Callable>
Linker& Linker::define_async(const Store& store, std::string_view module, std::string_view name, Callable&& callable)
{
    return define(module, name, async_function(store, std::forward<Callable>(callable)));
}

}  // namespace lanner

#endif
