/* The types of C++ that values of components have. Included by lanner.hpp. */
#ifndef LANNER_COMPONENT_TYPE_HPP
#define LANNER_COMPONENT_TYPE_HPP

#include <map>
#include <tuple>

#include "component_value.hpp"

namespace lanner {

template <>
struct ComponentType<ComponentValue> {
    static const ComponentValue& write(const ComponentValue& value) { return value; }
    static ComponentValue read(const ComponentValue& value) { return value; }
};

/// No value, such as the error of a `result` without one.
template <>
struct ComponentType<std::monostate> {
    static ComponentValue write(std::monostate) { return ComponentValue(); }
    static std::monostate read(const ComponentValue&) { return {}; }
};

template <>
struct ComponentType<bool> {
    static ComponentValue write(bool value) { return ComponentValue::boolean(value); }
    static bool read(const ComponentValue& value) { return value.as_bool(); }
};

template <class T>
struct ComponentType<T, std::enable_if_t<std::is_integral_v<T> && !std::is_same_v<T, bool>>> {
    static ComponentValue write(T value)
    {
        if constexpr (std::is_signed_v<T>) {
            return ComponentValue::integer(value);
        } else {
            return ComponentValue::unsigned_integer(value);
        }
    }

    static T read(const ComponentValue& value) { return value.as_integer<T>(); }
};

template <class T>
struct ComponentType<T, std::enable_if_t<std::is_floating_point_v<T>>> {
    static ComponentValue write(T value) { return ComponentValue::number(static_cast<double>(value)); }
    static T read(const ComponentValue& value) { return static_cast<T>(value.as_number()); }
};

template <>
struct ComponentType<std::string> {
    static ComponentValue write(const std::string& value) { return ComponentValue::text(value); }
    static std::string read(const ComponentValue& value) { return value.as_text(); }
};

/// As a parameter of a function of the host it is valid during the call.
template <>
struct ComponentType<std::string_view> {
    static ComponentValue write(std::string_view value) { return ComponentValue::text(std::string(value)); }
    static std::string_view read(const ComponentValue& value) { return value.as_text(); }
};

template <>
struct ComponentType<const char*> {
    static ComponentValue write(const char* value) { return ComponentValue::text(value); }
};

template <>
struct ComponentType<char*> : ComponentType<const char*> {};

/// A list; of std::uint8_t it is bytes.
template <class T>
struct ComponentType<std::vector<T>> {
    static ComponentValue write(const std::vector<T>& values)
    {
        ComponentValue::List elements;
        elements.reserve(values.size());
        for (const auto& value : values) {
            elements.push_back(ComponentType<T>::write(value));
        }
        return ComponentValue::list(std::move(elements));
    }

    static std::vector<T> read(const ComponentValue& value)
    {
        std::vector<T> values;
        values.reserve(value.as_list().size());
        for (const ComponentValue& element : value.as_list()) {
            values.push_back(ComponentType<T>::read(element));
        }
        return values;
    }
};

template <class... T>
struct ComponentType<std::tuple<T...>> {
    static ComponentValue write(const std::tuple<T...>& values)
    {
        return std::apply(
            [](const T&... value) { return ComponentValue::list({ComponentValue(ComponentType<T>::write(value))...}); }, values);
    }

    static std::tuple<T...> read(const ComponentValue& value)
    {
        if (value.as_list().size() != sizeof...(T)) {
            throw Error(
                "the value of a component is a list of " + std::to_string(value.as_list().size()) + "; a tuple of " +
                std::to_string(sizeof...(T)) + " was expected");
        }
        return read(value, std::index_sequence_for<T...>());
    }

private:
    template <std::size_t... Index>
    static std::tuple<T...> read([[maybe_unused]] const ComponentValue& value, std::index_sequence<Index...>)
    {
        return std::tuple<T...>(ComponentType<T>::read(value[Index])...);
    }
};

template <class First, class Second>
struct ComponentType<std::pair<First, Second>> {
    using Tuple = std::tuple<First, Second>;

    static ComponentValue write(const std::pair<First, Second>& value) { return ComponentType<Tuple>::write(Tuple(value)); }

    static std::pair<First, Second> read(const ComponentValue& value)
    {
        auto [first, second] = ComponentType<Tuple>::read(value);
        return std::pair<First, Second>(std::move(first), std::move(second));
    }
};

template <class Key, class Value>
struct ComponentType<std::map<Key, Value>> {
    using Pairs = std::vector<std::pair<Key, Value>>;

    static ComponentValue write(const std::map<Key, Value>& values)
    {
        return ComponentType<Pairs>::write(Pairs(values.begin(), values.end()));
    }

    static std::map<Key, Value> read(const ComponentValue& value)
    {
        const Pairs pairs = ComponentType<Pairs>::read(value);
        return std::map<Key, Value>(pairs.begin(), pairs.end());
    }
};

template <class T>
struct ComponentType<std::optional<T>> {
    static ComponentValue write(const std::optional<T>& value)
    {
        return value ? ComponentValue(ComponentType<T>::write(*value)) : ComponentValue();
    }

    static std::optional<T> read(const ComponentValue& value)
    {
        return value.is_null() ? std::optional<T>() : std::optional<T>(ComponentType<T>::read(value));
    }
};

/// Nothing inside of the inner option has a mark around it, which tells it from nothing in the outer one.
template <class T>
struct ComponentType<std::optional<std::optional<T>>> {
    static ComponentValue write(const std::optional<std::optional<T>>& value)
    {
        return value ? ComponentValue::with_case("some", ComponentType<std::optional<T>>::write(*value)) : ComponentValue();
    }

    static std::optional<std::optional<T>> read(const ComponentValue& value)
    {
        if (value.is_null()) {
            return std::nullopt;
        }
        return std::optional<std::optional<T>>(std::in_place, ComponentType<std::optional<T>>::read(value["some"]));
    }
};

}  // namespace lanner

#endif
