/* Values of components. Included by lanner.hpp. */
#ifndef LANNER_COMPONENT_VALUE_HPP
#define LANNER_COMPONENT_VALUE_HPP

#include <cmath>
#include <limits>
#include <locale>
#include <sstream>
#include <variant>

#include "error.hpp"

namespace lanner {

class ComponentValue;

/// What values of components are in C++: `write` makes a ComponentValue of a T, and `read` a T of a ComponentValue, or throws Error. There
/// are those of bool, integers, float, double, strings, std::vector, std::map, std::optional, std::pair, std::tuple, std::monostate and
/// ComponentValue itself. Specialize it for your own types, such as those of records.
template <class T, class = void>
struct ComponentType;

/// A value of a component, of any type: null, a bool, a number, a string (also a character, an enum, or a case without a value), a list
/// (also a tuple or flags), or a record, which has names (also a case with a value, which is its only name).
class ComponentValue {
public:
    using List = std::vector<ComponentValue>;
    using Record = std::vector<std::pair<std::string, ComponentValue>>;

    /// Null: an option that is none, and what there is where there is no value.
    ComponentValue() = default;
    ComponentValue(std::nullptr_t) {}

    /// The value of anything that has a ComponentType.
    template <class T, class = decltype(ComponentType<std::decay_t<T>>::write(std::declval<const std::decay_t<T>&>()))>
    ComponentValue(const T& value) : ComponentValue(ComponentType<std::decay_t<T>>::write(value))
    {
    }

    static ComponentValue boolean(bool value) { return ComponentValue(std::in_place_type<bool>, value); }
    static ComponentValue integer(std::int64_t value) { return ComponentValue(std::in_place_type<std::int64_t>, value); }
    static ComponentValue unsigned_integer(std::uint64_t value)
    {
        return value > static_cast<std::uint64_t>(INT64_MAX) ? ComponentValue(std::in_place_type<std::uint64_t>, value)
            : integer(static_cast<std::int64_t>(value));
    }
    static ComponentValue number(double value) { return ComponentValue(std::in_place_type<double>, value); }
    static ComponentValue text(std::string value) { return ComponentValue(std::in_place_type<std::string>, std::move(value)); }
    static ComponentValue list(List elements) { return ComponentValue(std::in_place_type<List>, std::move(elements)); }
    static ComponentValue record(Record fields) { return ComponentValue(std::in_place_type<Record>, std::move(fields)); }

    /// A case of a variant that has a value. One that has none is its name.
    static ComponentValue with_case(std::string name, ComponentValue value)
    {
        return record({{std::move(name), std::move(value)}});
    }

    bool is_null() const noexcept { return std::holds_alternative<std::monostate>(content_); }
    bool is_text() const noexcept { return std::holds_alternative<std::string>(content_); }
    bool is_list() const noexcept { return std::holds_alternative<List>(content_); }
    bool is_record() const noexcept { return std::holds_alternative<Record>(content_); }

    /// The value as a type of C++; throws if it is of another type, or beyond the range of that.
    template <class T>
    T as() const
    {
        return ComponentType<T>::read(*this);
    }

    bool as_bool() const { return need<bool>("a bool"); }
    const std::string& as_text() const { return need<std::string>("a string"); }
    const List& as_list() const { return need<List>("a list"); }
    const Record& as_record() const { return need<Record>("a record"); }

    /// The integer, if a T can hold it.
    template <class T>
    T as_integer() const
    {
        if (const auto* value = std::get_if<std::int64_t>(&content_)) {
            const bool fits = std::is_signed_v<T>
                ? *value >= static_cast<std::int64_t>(std::numeric_limits<T>::min())
                    && (sizeof(T) == sizeof *value || *value <= static_cast<std::int64_t>(std::numeric_limits<T>::max()))
                : *value >= 0 && static_cast<std::uint64_t>(*value) <= static_cast<std::uint64_t>(std::numeric_limits<T>::max());
            if (fits) {
                return static_cast<T>(*value);
            }
        } else if (const auto* large = std::get_if<std::uint64_t>(&content_)) {
            if (!std::is_signed_v<T> && sizeof(T) == sizeof *large) {
                return static_cast<T>(*large);
            }
        }
        throw Error("the value of a component is " + kind() + "; an integer in the range of the type was expected");
    }

    double as_number() const
    {
        if (const auto* number = std::get_if<double>(&content_)) {
            return *number;
        }
        if (const auto* integer = std::get_if<std::int64_t>(&content_)) {
            return static_cast<double>(*integer);
        }
        if (const auto* integer = std::get_if<std::uint64_t>(&content_)) {
            return static_cast<double>(*integer);
        }
        // Numbers that JSON has not.
        if (const auto* name = std::get_if<std::string>(&content_)) {
            constexpr double infinity = std::numeric_limits<double>::infinity();
            if (*name == "NaN") {
                return std::numeric_limits<double>::quiet_NaN();
            }
            if (*name == "Infinity" || *name == "-Infinity") {
                return *name == "Infinity" ? infinity : -infinity;
            }
        }
        throw Error("the value of a component is " + kind() + "; a number was expected");
    }

    /// The field of a record, or the value of a case; null if there is no such name.
    const ComponentValue* find(std::string_view name) const
    {
        if (const auto* record = std::get_if<Record>(&content_)) {
            for (const auto& field : *record) {
                if (field.first == name) {
                    return &field.second;
                }
            }
        }
        return nullptr;
    }

    /// The field of a record, or the value of a case.
    const ComponentValue& operator[](std::string_view name) const
    {
        const ComponentValue* field = find(name);
        if (field == nullptr) {
            throw Error("the value of a component is " + kind() + " without the name " + std::string(name));
        }
        return *field;
    }

    /// An element of a list or tuple.
    const ComponentValue& operator[](std::size_t index) const
    {
        const List& elements = as_list();
        if (index >= elements.size()) {
            throw Error("there is no element " + std::to_string(index) + " in a list of " + std::to_string(elements.size()));
        }
        return elements[index];
    }

    friend bool operator==(const ComponentValue& left, const ComponentValue& right) { return left.content_ == right.content_; }
    friend bool operator!=(const ComponentValue& left, const ComponentValue& right) { return !(left == right); }

    /// The value in JSON, as the C API has it.
    std::string to_json() const
    {
        std::string text;
        write(text);
        return text;
    }

    /// Reads JSON.
    static ComponentValue parse(std::string_view json);

private:
    using Content = std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::string, List, Record>;

    template <class T>
    ComponentValue(std::in_place_type_t<T> type, T value) : content_(type, std::move(value))
    {
    }

    template <class T>
    const T& need(const char* expected) const
    {
        const T* value = std::get_if<T>(&content_);
        if (value == nullptr) {
            throw Error("the value of a component is " + kind() + "; " + expected + " was expected");
        }
        return *value;
    }

    std::string kind() const
    {
        static const char* const kinds[] = {"null", "a bool", "an integer", "an integer", "a number", "a string", "a list", "a record"};
        return kinds[content_.index()];
    }

    void write(std::string& text) const
    {
        switch (content_.index()) {
        case 0: text += "null"; break;
        case 1: text += std::get<bool>(content_) ? "true" : "false"; break;
        case 2: text += std::to_string(std::get<std::int64_t>(content_)); break;
        case 3: text += std::to_string(std::get<std::uint64_t>(content_)); break;
        case 4: write_number(text, std::get<double>(content_)); break;
        case 5: write_text(text, std::get<std::string>(content_)); break;
        case 6: {
            char separator = '[';
            for (const ComponentValue& element : std::get<List>(content_)) {
                text += std::exchange(separator, ',');
                element.write(text);
            }
            text += separator == '[' ? "[]" : "]";
            break;
        }
        default: {
            char separator = '{';
            for (const auto& field : std::get<Record>(content_)) {
                text += std::exchange(separator, ',');
                write_text(text, field.first);
                text += ':';
                field.second.write(text);
            }
            text += separator == '{' ? "{}" : "}";
        }
        }
    }

    static void write_number(std::string& text, double number)
    {
        if (!std::isfinite(number)) {
            text += std::isnan(number) ? "\"NaN\"" : number > 0 ? "\"Infinity\"" : "\"-Infinity\"";
            return;
        }
        std::ostringstream stream;
        stream.imbue(std::locale::classic());
        stream.precision(std::numeric_limits<double>::max_digits10);
        stream << number;
        text += stream.str();
    }

    static void write_text(std::string& text, const std::string& content)
    {
        static const char digits[] = "0123456789abcdef";
        text += '"';
        for (const char letter : content) {
            const auto code = static_cast<unsigned char>(letter);
            if (letter == '"' || letter == '\\') {
                text += '\\';
                text += letter;
            } else if (code < 0x20) {
                text += "\\u00";
                text += digits[code >> 4];
                text += digits[code & 15];
            } else {
                text += letter;
            }
        }
        text += '"';
    }

    Content content_;
};

/// The error of a `result` that a function of a component has returned. A function of the host whose result is a `result` throws one to
/// return an error.
class ComponentError : public Error {
public:
    explicit ComponentError(ComponentValue value = ComponentValue())
        : Error("a function of a component has returned the error " + value.to_json()),
          value_(std::make_shared<const ComponentValue>(std::move(value)))
    {
    }

    /// What the error carries; null for nothing.
    const ComponentValue& value() const noexcept { return *value_; }

private:
    /// Copies of exceptions may not throw.
    std::shared_ptr<const ComponentValue> value_;
};

}  // namespace lanner

#include "component_json.hpp"
#include "component_type.hpp"

#endif
