/* Stores. Included by lanner.hpp. */
#ifndef LANNER_STORE_HPP
#define LANNER_STORE_HPP

#include <chrono>
#include <mutex>
#include <unordered_map>
#include <unordered_set>

#include "engine.hpp"

namespace lanner {

/// What the guests of a store may use together; nothing is no limit.
struct StoreLimits {
    /// Everything that they hold: memories, tables, objects.
    std::optional<std::int64_t> memory_bytes;
    /// Of these, structures, arrays and exceptions.
    std::optional<std::int64_t> heap_bytes;
    /// The stack of one call.
    std::optional<std::int64_t> stack_bytes;
    /// Needs `EngineOptions::fuel`.
    std::optional<std::int64_t> fuel;
    /// The time of one call; needs `EngineOptions::interruptible`.
    std::optional<std::chrono::microseconds> call_time;
    std::optional<std::int64_t> table_elements;
    std::optional<std::int64_t> instances;
    std::optional<std::int64_t> memories;
    std::optional<std::int64_t> tables;
};

namespace detail {

/// What a store and the things in it know of the store together. The things hold it, and only the store, with views of its memories,
/// holds the store of the C API: functions of the host may have captured things of the store without keeping it alive for ever.
struct StoreState {
    std::shared_ptr<wasm_engine_t> engine;
    /// Empty once the store is closed. Views of memories hold it too.
    std::shared_ptr<wasm_store_t> owner;
    /// Null once the store is closed.
    wasm_store_t* open = nullptr;
    /// How many functions of the host are running that guests of the store have called.
    unsigned callbacks = 0;
    /// Makes interruptions from other threads safe against closing.
    std::mutex gate;
    /// Exceptions of host functions that are on their way through guests, by the number that their traps carry.
    std::unordered_map<std::uintptr_t, std::exception_ptr> errors;
    /// Functions of the host end on any thread.
    std::mutex errors_gate;
    std::uintptr_t last_error = 0;
    /// The objects of the host that references stand for.
    std::unordered_set<const void*> objects;

    wasm_store_t* get() const
    {
        if (open == nullptr) {
            throw Error("the store is closed; an open one was expected");
        }
        return open;
    }

    void check() const { get(); }

    /// A trap that carries an exception through the guest.
    wasm_trap_t* trap_of(wasm_store_t* store, std::exception_ptr error) noexcept
    {
        // Nothing may leave the callback: without memory for the exception, a trap without it has to do.
        const wasm_byte_vec_t message = borrowed(std::string_view("an exception of the host", 25));
        wasm_trap_t* trap = wasm_trap_new(store, &message);
        if (trap == nullptr) {
            std::terminate();
        }
        try {
            const std::lock_guard<std::mutex> lock(errors_gate);
            const std::uintptr_t key = ++last_error;
            errors.emplace(key, std::move(error));
            wasm_trap_set_host_info(trap, reinterpret_cast<void*>(key));
        } catch (...) {
            return trap;
        }
        return trap;
    }

    /// The same on any thread, for a guest that waits; without the exception if the store is gone.
    wasm_trap_t* late_trap_of(std::exception_ptr error) noexcept
    {
        const std::lock_guard<std::mutex> lock(gate);
        if (owner != nullptr) {
            return trap_of(owner.get(), std::move(error));
        }
        const wasm_byte_vec_t message = borrowed("nobody waits");
        return wasm_trap_new(nullptr, &message);
    }

    /// Throws what a trap stands for, and releases it.
    [[noreturn]] void raise(wasm_trap_t* trap)
    {
        TrapPointer pointer(trap);
        if (const std::exception_ptr error = take_error(trap)) {
            std::rethrow_exception(error);
        }
        throw_trap(std::move(pointer));
    }

private:
    /// The exception that a trap carries, if it carries one.
    std::exception_ptr take_error(const wasm_trap_t* trap)
    {
        const std::lock_guard<std::mutex> lock(errors_gate);
        if (errors.empty()) {
            return nullptr;
        }
        const auto found = errors.find(reinterpret_cast<std::uintptr_t>(wasm_trap_get_host_info(trap)));
        if (found == errors.end()) {
            return nullptr;
        }
        std::exception_ptr error = std::move(found->second);
        errors.erase(found);
        return error;
    }
};

using StorePointer = std::shared_ptr<StoreState>;

}  // namespace detail

/// Interrupts the guests of a store. For any thread; it may outlive the store, and does nothing then.
class Interrupter {
public:
    /// Has the guest that runs trap at its next loop or call; when none runs, the next call. False when the store is closed. The engine
    /// has to be interruptible.
    bool interrupt() const
    {
        const std::lock_guard<std::mutex> lock(state_->gate);
        if (state_->owner == nullptr) {
            return false;
        }
        detail::done(lanner_store_interrupt(state_->owner.get()), "the interruption");
        return true;
    }

private:
    friend class Store;

    explicit Interrupter(detail::StorePointer state) : state_(std::move(state)) {}

    detail::StorePointer state_;
};

/// A deadline for as long as this lives.
class Deadline {
public:
    Deadline(const Deadline&) = delete;
    Deadline& operator=(const Deadline&) = delete;

    ~Deadline()
    {
        if (state_->open != nullptr) {
            lanner_store_clear_deadline(state_->open);
        }
    }

private:
    friend class Store;

    explicit Deadline(detail::StorePointer state) : state_(std::move(state)) {}

    detail::StorePointer state_;
};

/// A sandbox: what is made in a store lives in it, and ends when it is closed or destroyed. One thread at a time may use a store. What is
/// called after that throws Error.
class Store {
public:
    /// Makes a store without limits but those of the machine.
    explicit Store(const Engine& engine) : Store(engine, StoreLimits()) {}

    /// Makes a store with limits.
    Store(const Engine& engine, const StoreLimits& limits) : state_(std::make_shared<detail::StoreState>())
    {
        const lanner_limits_t numbers = {
            number(limits.memory_bytes), number(limits.heap_bytes), number(limits.stack_bytes), number(limits.fuel),
            limits.call_time ? number(static_cast<std::int64_t>(limits.call_time->count())) : -1, number(limits.table_elements),
            number(limits.instances), number(limits.memories), number(limits.tables)};
        state_->engine = engine.pointer_;
        state_->owner.reset(detail::made(lanner_store_new(engine.get(), &numbers), "making the store"), wasm_store_delete);
        state_->open = state_->owner.get();
    }

    Store(Store&&) noexcept = default;

    Store& operator=(Store&& other) noexcept
    {
        if (this != &other) {
            end();
            state_ = std::move(other.state_);
        }
        return *this;
    }

    ~Store() { end(); }

    /// Ends the store and everything in it. Memories of which there is still a MemoryView are freed with the last of these. Throws while
    /// a guest of the store has called the host.
    void close()
    {
        if (state().callbacks > 0) {
            throw Error("the store is closed while a guest of it runs; it can be closed after the call");
        }
        end();
    }

    /// True once the store is closed.
    bool closed() const noexcept { return state_ == nullptr || state_->open == nullptr; }

    /// The fuel that is left.
    std::int64_t fuel() const { return read(lanner_store_fuel); }

    /// The fuel that guests have used.
    std::int64_t fuel_consumed() const { return read(lanner_store_fuel_consumed); }

    void set_fuel(std::int64_t fuel) { detail::done(lanner_store_set_fuel(get(), fuel), "setting the fuel"); }

    /// Gives guests more fuel.
    void add_fuel(std::int64_t fuel) { detail::done(lanner_store_add_fuel(get(), fuel), "adding fuel"); }

    /// Interrupts guests from other threads.
    Interrupter interrupter() const
    {
        state();
        return Interrupter(state_);
    }

    /// Has the guest that runs trap; when none runs, the next call. Any thread may call this as long as the store is not destroyed; an
    /// Interrupter is safe beyond that.
    void interrupt() const
    {
        if (!interrupter().interrupt()) {
            get();
        }
    }

    /// True if guests are to stop: for host functions that take long. Any thread may ask.
    bool interrupted() const { return lanner_store_is_interrupted(get()); }

    /// Has guests trap once a time from now has passed, until the deadline is cleared or another is set.
    void set_deadline(std::chrono::microseconds time)
    {
        if (time.count() < 0) {
            throw Error("the deadline is " + std::to_string(time.count()) + " microseconds; no negative number was expected");
        }
        detail::done(lanner_store_set_deadline(get(), static_cast<std::uint64_t>(time.count())), "setting the deadline");
    }

    void clear_deadline() { lanner_store_clear_deadline(get()); }

    /// A deadline for as long as what is returned lives.
    [[nodiscard]] Deadline deadline(std::chrono::microseconds time)
    {
        set_deadline(time);
        return Deadline(state_);
    }

    /// The store for functions of the C API.
    wasm_store_t* get() const { return state().get(); }

    /// What the parts of this header know of the store.
    const detail::StorePointer& shared_state() const
    {
        state();
        return state_;
    }

private:
    static std::int64_t number(const std::optional<std::int64_t>& limit)
    {
        if (limit && *limit < 0) {
            throw Error("a limit is " + std::to_string(*limit) + "; no negative number was expected");
        }
        return limit ? *limit : -1;
    }

    std::int64_t read(bool (*function)(const wasm_store_t*, std::int64_t*)) const
    {
        std::int64_t value = 0;
        detail::done(function(get(), &value), "reading the fuel");
        return value;
    }

    detail::StoreState& state() const
    {
        if (state_ == nullptr) {
            throw Error("the store was moved away");
        }
        return *state_;
    }

    void end() noexcept
    {
        if (state_ == nullptr || state_->open == nullptr) {
            return;
        }
        std::shared_ptr<wasm_store_t> owner;
        {
            const std::lock_guard<std::mutex> lock(state_->gate);
            state_->open = nullptr;
            owner = std::move(state_->owner);
        }
        {
            const std::lock_guard<std::mutex> lock(state_->errors_gate);
            state_->errors.clear();
        }
        if (state_->callbacks > 0) {
            // A function of the host destroys the store that called it. The guest goes on, so that its store has to stay.
            static_cast<void>(new std::shared_ptr<wasm_store_t>(std::move(owner)));
        }
    }

    detail::StorePointer state_;
};

}  // namespace lanner

#endif
