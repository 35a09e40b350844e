/* What is known of the functions of components, and functions of the host for them. Included by lanner.hpp. */
#ifndef LANNER_COMPONENT_INTERFACE_HPP
#define LANNER_COMPONENT_INTERFACE_HPP

#include <map>

#include "component_value.hpp"
#include "host.hpp"

namespace lanner {
namespace detail {

/// The functions that a component imports and exports, by their full names, and which of them have a `result`.
class ComponentInterface {
public:
    using Functions = std::map<std::string, bool, std::less<>>;

    explicit ComponentInterface(const ComponentValue& description)
    {
        add_functions(imports, "", description["imports"]);
        add_functions(exports, "", description["exports"]);
    }

    Functions imports;
    Functions exports;

    /// The full name of an exported function, of which a part is given that no other function has; otherwise null.
    const std::string* full_name(std::string_view name) const
    {
        const auto exact = exports.find(name);
        if (exact != exports.end()) {
            return &exact->first;
        }
        const std::string* found = nullptr;
        for (const auto& entry : exports) {
            if (is_shorter_name(name, entry.first)) {
                if (found != nullptr) {
                    return nullptr;
                }
                found = &entry.first;
            }
        }
        return found;
    }

    bool is_result_of(std::string_view name) const
    {
        const std::string* full = full_name(name);
        return full != nullptr && exports.find(*full)->second;
    }

    /// Tells it of a function of the host, which may be of another version that is compatible; nothing if it is not imported.
    std::optional<bool> is_result_of_import(const std::string& name) const
    {
        const auto exact = imports.find(name);
        if (exact != imports.end()) {
            return exact->second;
        }
        for (const auto& entry : imports) {
            if (compatible_name(entry.first) == compatible_name(name)) {
                return entry.second;
            }
        }
        return std::nullopt;
    }

private:
    static void add_functions(Functions& functions, const std::string& prefix, const ComponentValue& items)
    {
        for (const ComponentValue& item : items.as_list()) {
            const std::string& name = item["name"].as_text();
            const std::string& kind = item["kind"].as_text();
            if (kind == "function") {
                functions[prefix + name] = item["returnsResult"].as_bool();
            } else if (kind == "instance") {
                add_functions(functions, prefix + name + "#", item["exports"]);
            }
        }
    }

    static bool is_shorter_name(std::string_view name, std::string_view full)
    {
        const std::size_t hash = full.rfind('#');
        if (hash == std::string_view::npos) {
            return false;
        }
        const std::string_view function = full.substr(hash);
        const std::size_t version = full.rfind('@', hash);
        const std::string_view interface = full.substr(0, version == std::string_view::npos ? hash : version);
        const std::string without_version = std::string(interface) + std::string(function);
        const std::size_t slash = interface.rfind('/');
        return name == function.substr(1) || name == without_version ||
            name == std::string_view(without_version).substr(slash == std::string_view::npos ? 0 : slash + 1);
    }

    /// The name with that part of the version in it that compatible versions share: up to the first number that is not zero.
    static std::string compatible_name(const std::string& name)
    {
        const std::size_t at = name.find('@');
        const std::size_t end = at == std::string::npos ? at : name.find('#', at);
        if (end == std::string::npos || name.substr(at, end - at).find_first_of("-+") != std::string::npos) {
            return name;
        }
        std::size_t last = at + 1;
        while (last < end && name[last] == '0' && name[last + 1] == '.') {
            last += 2;
        }
        return name.substr(0, name.find_first_of(".#", last)) + name.substr(end);
    }
};

/// What every function of the host for components has.
struct ComponentHost : Host {
    std::string name;
    /// True if the type of its result is a `result`; known once a component imports it.
    std::optional<bool> is_result;
};

/// What the library calls, for components. Exceptions end here, and go on as traps.
template <class H>
wasm_trap_t* call_component_host(void* env, const wasm_byte_vec_t* arguments, wasm_byte_vec_t* result)
{
    H& host = *static_cast<H*>(env);
    const CallbackScope scope(*host.state);
    try {
        const std::string json = host.run(ComponentValue::parse(std::string_view(arguments->data, arguments->size))).to_json();
        wasm_byte_vec_new(result, json.size(), json.data());
        return nullptr;
    } catch (...) {
        return host.state->trap_of(host.store, std::current_exception());
    }
}

/// A function of the host for components with types of C++.
template <class Callable, class R, class... A>
struct ComponentHostOf final : ComponentHost {
    template <class C>
    explicit ComponentHostOf(C&& function) : callable(std::forward<C>(function))
    {
    }

    ComponentValue run(const ComponentValue& arguments)
    {
        const bool has_result = is_result.value_or(false);
        if (arguments.as_list().size() != sizeof...(A)) {
            throw Error(
                "the function of the host takes " + std::to_string(sizeof...(A)) + " arguments, and the component gives " +
                std::to_string(arguments.as_list().size()));
        }
        try {
            ComponentValue value = run(arguments, std::index_sequence_for<A...>());
            return has_result ? ComponentValue::with_case("ok", std::move(value)) : value;
        } catch (const ComponentError& error) {
            if (!has_result) {
                throw;
            }
            return ComponentValue::with_case("error", error.value());
        }
    }

    Callable callable;

private:
    template <std::size_t... Index>
    ComponentValue run([[maybe_unused]] const ComponentValue& arguments, std::index_sequence<Index...>)
    {
        if constexpr (std::is_void_v<R>) {
            callable(ComponentType<A>::read(arguments[Index])...);
            return ComponentValue();
        } else {
            return ComponentType<R>::write(callable(ComponentType<A>::read(arguments[Index])...));
        }
    }
};

}  // namespace detail
}  // namespace lanner

#endif
