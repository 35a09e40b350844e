/* Instances and linkers. Included by lanner.hpp. */
#ifndef LANNER_INSTANCE_HPP
#define LANNER_INSTANCE_HPP

#include "extern.hpp"
#include "module.hpp"
#include "wasi.hpp"

namespace lanner {

/// What an instance exports under a name.
struct Export {
    std::string name;
    Extern thing;
};

/// A module in a store, with its imports. It belongs to its store.
class Instance {
public:
    /// Makes an instance of a module that imports nothing.
    Instance(const Store& store, const Module& module) : Instance(store, module, Span<const wasm_extern_t* const>()) {}

    /// Makes an instance with imports in the order of the module: functions, memories, globals, tables, each for itself.
    template <class... Things, class = decltype(std::make_tuple(std::declval<const Things&>().as_extern()...))>
    Instance(const Store& store, const Module& module, const Things&... imports) : state_(store.shared_state())
    {
        const wasm_extern_t* pointers[sizeof...(imports) + 1] = {imports.as_extern()...};
        make(module, Span<const wasm_extern_t* const>(pointers, sizeof...(imports)));
    }

    Instance(const Store& store, const Module& module, Span<const wasm_extern_t* const> imports) : state_(store.shared_state())
    {
        make(module, imports);
    }

    Instance(Instance&&) noexcept = default;
    Instance& operator=(Instance&&) noexcept = default;

    /// What the instance exports under a name; throws when there is nothing.
    Extern get(std::string_view name) const
    {
        state_->check();
        return Extern::adopt(
            state_,
            detail::made(
                lanner_instance_export(pointer_.get(), detail::c_string(name, "the name").c_str()), "reading an export"));
    }

    Function function(std::string_view name) const { return detail::require(get(name).as_function(), name, "function"); }

    /// A function with types of C++; throws when those of the function differ. Keep it: looking for it allocates.
    template <class Signature>
    TypedFunction<Signature> function(std::string_view name) const
    {
        return TypedFunction<Signature>(function(name));
    }

    Memory memory(std::string_view name = "memory") const { return detail::require(get(name).as_memory(), name, "memory"); }
    Global global(std::string_view name) const { return detail::require(get(name).as_global(), name, "global"); }
    Table table(std::string_view name) const { return detail::require(get(name).as_table(), name, "table"); }

    /// All exports, in the order of the module.
    std::vector<Export> exports() const
    {
        state_->check();
        struct Vector {
            wasm_extern_vec_t externs = {0, nullptr};
            ~Vector() { wasm_extern_vec_delete(&externs); }
        } vector;
        wasm_instance_exports(pointer_.get(), &vector.externs);
        std::vector<Export> result;
        result.reserve(names_.size());
        for (std::size_t index = 0; index < vector.externs.size && index < names_.size(); index++) {
            result.push_back(Export{names_[index], Extern::adopt(state_, std::exchange(vector.externs.data[index], nullptr))});
        }
        return result;
    }

    /// Runs a program of WASI, and returns its status.
    std::int32_t run() const
    {
        const TypedFunction<void()> start = function<void()>("_start");
        try {
            start();
        } catch (const ProgramExit& end) {
            return end.status();
        }
        return 0;
    }

    wasm_instance_t* get() const noexcept { return pointer_.get(); }
    const detail::StorePointer& shared_state() const noexcept { return state_; }

private:
    friend class Linker;

    explicit Instance(detail::StorePointer state) : state_(std::move(state)) {}

    void make(const Module& module, Span<const wasm_extern_t* const> imports)
    {
        const auto obtained = module.in(state_->get());
        std::vector<wasm_extern_t*> pointers;
        pointers.reserve(imports.size());
        for (const wasm_extern_t* pointer : imports) {
            pointers.push_back(const_cast<wasm_extern_t*>(pointer));
        }
        const wasm_extern_vec_t vector = {pointers.size(), pointers.data()};
        wasm_trap_t* trap = nullptr;
        wasm_instance_t* instance = wasm_instance_new(state_->get(), obtained.get(), &vector, &trap);
        take(instance, trap, obtained.get());
    }

    void take(wasm_instance_t* instance, wasm_trap_t* trap, const wasm_module_t* module)
    {
        pointer_.reset(instance);
        if (trap != nullptr) {
            state_->raise(trap);
        }
        detail::made(instance, "making the instance");
        wasm_exporttype_vec_t types = {0, nullptr};
        wasm_module_exports(module, &types);
        for (std::size_t index = 0; index < types.size; index++) {
            names_.push_back(detail::text_of(wasm_exporttype_name(types.data[index])));
        }
        wasm_exporttype_vec_delete(&types);
    }

    detail::StorePointer state_;
    std::unique_ptr<wasm_instance_t, detail::Deleter<wasm_instance_delete>> pointer_;
    std::vector<std::string> names_;
};

/// Definitions by name, with which modules are instantiated. What belongs to a store can be imported in that store only; WASI is for any.
class Linker {
public:
    explicit Linker(const Engine& engine)
        : engine_(engine.pointer_), pointer_(detail::made(lanner_linker_new(engine.get()), "making the linker"))
    {
    }

    Linker(Linker&&) noexcept = default;
    Linker& operator=(Linker&&) noexcept = default;

    /// Something can be defined again under the same names, which hides the first definition.
    Linker& allow_shadowing(bool value = true) { return check(lanner_linker_allow_shadowing(pointer_.get(), value)); }

    /// Defines a function, memory, global or table.
    template <class Thing, class = decltype(std::declval<const Thing&>().as_extern())>
    Linker& define(std::string_view module, std::string_view name, const Thing& thing)
    {
        thing.shared_state()->check();
        return check(lanner_linker_define(pointer_.get(), text(module).c_str(), text(name).c_str(), thing.as_extern()));
    }

    /// Defines a function of the host: see Function::of.
    template <class Callable>
    Linker& define_function(const Store& store, std::string_view module, std::string_view name, Callable&& callable)
    {
        return define(module, name, Function::of(store, std::forward<Callable>(callable)));
    }

    /// Defines a function of the host that may return before it is done: see async_function.
    template <class Callable>
    Linker& define_async(const Store& store, std::string_view module, std::string_view name, Callable&& callable);

    /// Defines everything that an instance exports.
    Linker& define_instance(std::string_view module, const Instance& instance)
    {
        instance.state_->check();
        return check(lanner_linker_define_instance(pointer_.get(), text(module).c_str(), instance.get()));
    }

    /// Defines the functions of WASI, with what is granted. The grants are complete then.
    Linker& define_wasi(const WasiConfig& wasi) { return check(lanner_linker_define_wasi(pointer_.get(), wasi.get())); }

    /// Defines each function that a module imports and that is not defined, as one that traps.
    Linker& define_unknown(const Module& module)
    {
        const Module::Obtained obtained(module);
        return check(lanner_linker_define_unknown(pointer_.get(), obtained.module.get()));
    }

    /// Makes an instance with the imports found by their names. Throws Trap when there is none, or what a start function has thrown.
    Instance instantiate(const Store& store, const Module& module) const
    {
        Instance instance(store.shared_state());
        const auto obtained = module.in(store.get());
        wasm_trap_t* trap = nullptr;
        wasm_instance_t* pointer = lanner_linker_instantiate(pointer_.get(), store.get(), obtained.get(), &trap);
        instance.take(pointer, trap, obtained.get());
        return instance;
    }

    /// Runs a program of WASI: instantiates the module, calls its `_start` and returns the status that it ends with. One that starts
    /// threads (wasi-threads) has them, if the engine is interruptible.
    std::int32_t run(const Store& store, const Module& module) const
    {
        const auto obtained = module.in(store.get());
        std::int32_t status = 0;
        wasm_trap_t* trap = nullptr;
        const bool has_ended = lanner_linker_run(pointer_.get(), store.get(), obtained.get(), &status, &trap);
        if (trap != nullptr) {
            store.shared_state()->raise(trap);
        }
        detail::done(has_ended, "running the program");
        return status;
    }

    lanner_linker_t* get() const noexcept { return pointer_.get(); }

private:
    static std::string text(std::string_view name) { return detail::c_string(name, "the name"); }

    Linker& check(bool succeeded)
    {
        detail::done(succeeded, "the definition");
        return *this;
    }

    std::shared_ptr<wasm_engine_t> engine_;
    std::unique_ptr<lanner_linker_t, detail::Deleter<lanner_linker_delete>> pointer_;
};

}  // namespace lanner

#endif
