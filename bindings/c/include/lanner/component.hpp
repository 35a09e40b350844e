/* Components, their instances, and linkers for them. Included by lanner.hpp. */
#ifndef LANNER_COMPONENT_HPP
#define LANNER_COMPONENT_HPP

#include "component_interface.hpp"
#include "host.hpp"
#include "wasi.hpp"

namespace lanner {

/// A component, checked and ready to be instantiated. For all threads at once, and for stores of its engine.
class Component {
public:
    /// Makes a component of bytes in the binary format, or throws with what is wrong with them.
    Component(const Engine& engine, Bytes binary) : Component(make(engine, detail::as_text(binary))) {}

    /// Makes a component of text, or throws with the place and the mistake.
    Component(const Engine& engine, std::string_view text) : Component(make(engine, text)) {}
    Component(const Engine& engine, const char* text) : Component(engine, std::string_view(text)) {}

    /// Makes a component of a file in either format.
    static Component from_file(const Engine& engine, std::string_view path)
    {
        return Component(lanner_component_from_file(engine.get(), detail::c_string(path, "the path").c_str()));
    }

    Component(Component&&) noexcept = default;
    Component& operator=(Component&&) noexcept = default;

    /// What the component imports and exports: a record of the lists `imports` and `exports`. Each item has a `name` and a `kind`, and by
    /// that `parameters` and `result`, `exports`, or what defines a type. Types are written as in WIT.
    ComponentValue interface() const { return describe(pointer_.get()); }

    lanner_component_t* get() const noexcept { return pointer_.get(); }

private:
    friend class ComponentLinker;

    explicit Component(lanner_component_t* pointer)
        : pointer_(detail::made(pointer, "making the component")),
          functions_(std::make_shared<const detail::ComponentInterface>(describe(pointer_.get())))
    {
    }

    static lanner_component_t* make(const Engine& engine, std::string_view content)
    {
        const wasm_byte_vec_t vector = detail::borrowed(content);
        return lanner_component_new(engine.get(), &vector);
    }

    static ComponentValue describe(const lanner_component_t* component)
    {
        detail::ByteVector text;
        detail::done(lanner_component_interface(component, text.out()), "reading the interface");
        return ComponentValue::parse(text.view());
    }

    std::unique_ptr<lanner_component_t, detail::Deleter<lanner_component_delete>> pointer_;
    std::shared_ptr<const detail::ComponentInterface> functions_;
};

template <class Signature>
class ComponentFunction;

/// A component in a store, with its imports. It belongs to its store.
class ComponentInstance {
public:
    ComponentInstance(ComponentInstance&&) noexcept = default;
    ComponentInstance& operator=(ComponentInstance&&) noexcept = default;

    /// Calls a function by its name, such as `run`, or `ns:package/interface@1.0.0#name`, of which the part before the name, the package
    /// or the version may be left away where only one function has the rest. Where its type is a `result`, what is returned is the value
    /// of `ok`, and the error is thrown as ComponentError. Throws Trap, ProgramExit, or what a function of the host has thrown.
    template <class R = ComponentValue, class... A>
    R call(std::string_view name, const A&... arguments) const
    {
        const ComponentValue result = call_list(name, ComponentValue::list({ComponentValue(arguments)...}));
        if constexpr (!std::is_void_v<R>) {
            return ComponentType<R>::read(result);
        }
    }

    /// A function with types of C++: `function<double(Point, Point)>("distance")`.
    template <class Signature>
    ComponentFunction<Signature> function(std::string_view name) const;

    /// Does a call that is written in the WebAssembly Value Encoding, such as `add(1, 2)`. The result is empty where there is none.
    std::string call_wave(std::string_view call) const
    {
        const std::string text = detail::c_string(call, "the call");
        return run([&text](const lanner_component_instance_t* instance, wasm_byte_vec_t* out, wasm_trap_t** trap) {
            return lanner_component_instance_call_wave(instance, text.c_str(), out, trap);
        });
    }

    /// The full names of the functions.
    std::vector<std::string> functions() const
    {
        std::vector<std::string> names;
        for (const auto& entry : functions_->exports) {
            names.push_back(entry.first);
        }
        return names;
    }

    lanner_component_instance_t* get() const noexcept { return pointer_.get(); }

private:
    friend class ComponentLinker;

    template <class Signature>
    friend class ComponentFunction;

    using Pointer = std::shared_ptr<lanner_component_instance_t>;

    ComponentInstance(
        detail::StorePointer state, lanner_component_instance_t* pointer, std::shared_ptr<const detail::ComponentInterface> functions)
        : state_(std::move(state)), pointer_(pointer, detail::Deleter<lanner_component_instance_delete>()), functions_(std::move(functions))
    {
    }

    ComponentInstance(const ComponentInstance&) = default;

    ComponentValue call_list(std::string_view name, const ComponentValue& arguments) const
    {
        const std::string function = detail::c_string(name, "the name");
        const std::string json = arguments.to_json();
        const wasm_byte_vec_t given = detail::borrowed(json);
        const ComponentValue result = ComponentValue::parse(
            run([&function, &given](const lanner_component_instance_t* instance, wasm_byte_vec_t* out, wasm_trap_t** trap) {
                return lanner_component_instance_call(instance, function.c_str(), &given, out, trap);
            }));
        if (!functions_->is_result_of(name)) {
            return result;
        }
        if (const ComponentValue* error = result.find("error")) {
            throw ComponentError(*error);
        }
        return result["ok"];
    }

    template <class F>
    std::string run(F&& function) const
    {
        state_->check();
        detail::ByteVector out;
        wasm_trap_t* trap = nullptr;
        const bool is_done = function(pointer_.get(), out.out(), &trap);
        if (trap != nullptr) {
            state_->raise(trap);
        }
        detail::done(is_done, "the call");
        return std::string(out.view());
    }

    detail::StorePointer state_;
    Pointer pointer_;
    std::shared_ptr<const detail::ComponentInterface> functions_;
};

/// A function of a component with types of C++.
template <class R, class... A>
class ComponentFunction<R(A...)> {
public:
    /// Calls the function, as ComponentInstance::call does.
    R operator()(const std::decay_t<A>&... arguments) const { return instance_.template call<R>(name_, arguments...); }

private:
    friend class ComponentInstance;

    ComponentFunction(const ComponentInstance& instance, std::string_view name) : instance_(instance), name_(name) {}

    ComponentInstance instance_;
    std::string name_;
};

template <class Signature>
ComponentFunction<Signature> ComponentInstance::function(std::string_view name) const
{
    const std::string* full = functions_->full_name(name);
    if (full == nullptr) {
        throw Error("no function, or more than one, is named " + std::string(name));
    }
    return ComponentFunction<Signature>(*this, *full);
}

/// Definitions by name, with which components are instantiated, for one store.
class ComponentLinker {
public:
    explicit ComponentLinker(const Store& store)
        : state_(store.shared_state()), pointer_(detail::made(lanner_component_linker_new(store.get()), "making the linker"))
    {
    }

    ComponentLinker(ComponentLinker&&) noexcept = default;
    ComponentLinker& operator=(ComponentLinker&&) noexcept = default;

    /// Defines a function of an interface, such as `ns:package/interface@1.0.0`: anything that can be called, with parameters and a result
    /// that have a ComponentType. Where the type of the result is a `result`, what it returns is the value of `ok`, and it throws
    /// ComponentError for an error. Other exceptions end the guest, and come out of the call of the guest. What it captures is destroyed
    /// with the store: do not capture the Store itself by value.
    template <class Callable>
    ComponentLinker& define(std::string_view interface, std::string_view name, Callable&& callable)
    {
        const std::string interface_name = detail::c_string(interface, "the name of the interface");
        return define(interface_name.c_str(), name, std::forward<Callable>(callable), Signature<Callable>());
    }

    /// Defines a function that is imported by its own name.
    template <class Callable>
    ComponentLinker& define(std::string_view name, Callable&& callable)
    {
        return define(nullptr, name, std::forward<Callable>(callable), Signature<Callable>());
    }

    /// Defines the interfaces of WASI 0.2, with what is granted. The grants are complete then.
    ComponentLinker& define_wasi(const WasiConfig& wasi)
    {
        state_->check();
        detail::done(lanner_component_linker_define_wasi(pointer_.get(), wasi.get()), "the definition of WASI");
        return *this;
    }

    /// Makes an instance with the imports found by their names.
    ComponentInstance instantiate(const Component& component)
    {
        give_types(component);
        wasm_trap_t* trap = nullptr;
        lanner_component_instance_t* pointer = lanner_component_linker_instantiate(pointer_.get(), component.get(), &trap);
        if (trap != nullptr) {
            state_->raise(trap);
        }
        return ComponentInstance(state_, detail::made(pointer, "making the instance"), component.functions_);
    }

    /// Runs a program, a component that exports `wasi:cli/run`, and returns the status that it ends with.
    std::int32_t run(const Component& component)
    {
        give_types(component);
        std::int32_t status = 0;
        wasm_trap_t* trap = nullptr;
        const bool has_ended = lanner_component_linker_run(pointer_.get(), component.get(), &status, &trap);
        if (trap != nullptr) {
            state_->raise(trap);
        }
        detail::done(has_ended, "running the program");
        return status;
    }

    lanner_component_linker_t* get() const noexcept { return pointer_.get(); }

private:
    template <class Callable>
    using Signature = typename detail::SignatureOf<std::decay_t<Callable>>::type;

    template <class Callable, class R, class... A>
    ComponentLinker& define(const char* interface, std::string_view name, Callable&& callable, detail::Signature<false, R, A...>)
    {
        using Host = detail::ComponentHostOf<std::decay_t<Callable>, R, A...>;
        state_->check();
        const std::string function = detail::c_string(name, "the name");
        auto host = std::make_unique<Host>(std::forward<Callable>(callable));
        host->state = state_;
        host->store = state_->get();
        host->name = interface == nullptr ? function : std::string(interface) + "#" + function;
        hosts_.reserve(hosts_.size() + 1);
        detail::done(
            lanner_component_linker_define(
                pointer_.get(), interface, function.c_str(), detail::call_component_host<Host>, host.get(), detail::delete_host<Host>),
            "the definition");
        hosts_.push_back(host.release());
        return *this;
    }

    /// Tells the functions of the host with what types the component imports them.
    void give_types(const Component& component)
    {
        state_->check();
        for (detail::ComponentHost* host : hosts_) {
            const std::optional<bool> is_result = component.functions_->is_result_of_import(host->name);
            if (is_result && host->is_result && *is_result != *host->is_result) {
                throw Error(
                    "the linker has given the function " + host->name +
                    " to a component that imports it with another type; another linker is needed for this one");
            }
            host->is_result = is_result ? is_result : host->is_result;
        }
    }

    detail::StorePointer state_;
    std::unique_ptr<lanner_component_linker_t, detail::Deleter<lanner_component_linker_delete>> pointer_;
    /// They belong to the store.
    std::vector<detail::ComponentHost*> hosts_;
};

}  // namespace lanner

#endif
