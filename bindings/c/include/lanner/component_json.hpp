/* Values of components from JSON. Included by lanner.hpp. */
#ifndef LANNER_COMPONENT_JSON_HPP
#define LANNER_COMPONENT_JSON_HPP

#include <charconv>

#include "component_value.hpp"

namespace lanner {
namespace detail {

/// Reads a value from JSON, as the library writes it.
class JsonReader {
public:
    explicit JsonReader(std::string_view source) : source_(source) {}

    ComponentValue read()
    {
        ComponentValue value = read_value(0);
        if (peek() != '\0' || at_ != source_.size()) {
            fail("the end");
        }
        return value;
    }

private:
    /// Deeper values than the library writes.
    static constexpr int deepest = 1100;

    [[noreturn]] void fail(const char* expected) const
    {
        throw Error("this is no JSON: " + std::string(expected) + " was expected at byte " + std::to_string(at_));
    }

    char peek()
    {
        while (at_ < source_.size() && std::string_view(" \t\r\n").find(source_[at_]) != std::string_view::npos) {
            at_++;
        }
        return at_ < source_.size() ? source_[at_] : '\0';
    }

    void take(char wanted)
    {
        if (peek() != wanted) {
            fail("another character");
        }
        at_++;
    }

    bool take_if(char wanted)
    {
        const bool is_there = peek() == wanted;
        at_ += is_there ? 1 : 0;
        return is_there;
    }

    void take_word(std::string_view word)
    {
        if (source_.substr(at_, word.size()) != word) {
            fail("a value");
        }
        at_ += word.size();
    }

    ComponentValue read_value(int depth)
    {
        if (depth > deepest) {
            fail("a value that is less deep");
        }
        switch (peek()) {
        case '{': return read_record(depth);
        case '[': return read_list(depth);
        case '"': return ComponentValue::text(read_text());
        case 't': take_word("true"); return ComponentValue::boolean(true);
        case 'f': take_word("false"); return ComponentValue::boolean(false);
        case 'n': take_word("null"); return ComponentValue();
        default: return read_number();
        }
    }

    ComponentValue read_record(int depth)
    {
        ComponentValue::Record fields;
        take('{');
        if (!take_if('}')) {
            do {
                peek();
                std::string name = read_text();
                take(':');
                fields.emplace_back(std::move(name), read_value(depth + 1));
            } while (take_if(','));
            take('}');
        }
        return ComponentValue::record(std::move(fields));
    }

    ComponentValue read_list(int depth)
    {
        ComponentValue::List elements;
        take('[');
        if (!take_if(']')) {
            do {
                elements.push_back(read_value(depth + 1));
            } while (take_if(','));
            take(']');
        }
        return ComponentValue::list(std::move(elements));
    }

    ComponentValue read_number()
    {
        const std::size_t start = at_;
        const std::size_t end = source_.find_first_not_of("+-.eE0123456789", at_);
        at_ = end == std::string_view::npos ? source_.size() : end;
        const std::string_view digits = source_.substr(start, at_ - start);
        if (digits.empty()) {
            fail("a value");
        }
        if (digits.find_first_of(".eE") == std::string_view::npos && digits != "-0") {
            return digits.front() == '-' ? ComponentValue::integer(read_from<std::int64_t>(digits))
                                         : ComponentValue::unsigned_integer(read_from<std::uint64_t>(digits));
        }
        return ComponentValue::number(read_double(digits));
    }

    template <class T>
    T read_from(std::string_view digits) const
    {
        T value{};
        const char* end = digits.data() + digits.size();
        const std::from_chars_result found = std::from_chars(digits.data(), end, value);
        if (found.ec != std::errc() || found.ptr != end) {
            fail("a number");
        }
        return value;
    }

    double read_double(std::string_view digits) const
    {
#ifdef __cpp_lib_to_chars
        return read_from<double>(digits);
#else
        // Standard libraries had it for integers first.
        std::istringstream stream{std::string(digits)};
        stream.imbue(std::locale::classic());
        double value = 0;
        if (!(stream >> value) || stream.peek() != std::istringstream::traits_type::eof()) {
            fail("a number");
        }
        return value;
#endif
    }

    unsigned read_code()
    {
        unsigned code = 0;
        for (int index = 0; index < 4; index++) {
            const std::size_t digit =
                at_ < source_.size() ? std::string_view("0123456789abcdef0123456789ABCDEF").find(source_[at_]) : std::string_view::npos;
            if (digit == std::string_view::npos) {
                fail("a hexadecimal digit");
            }
            code = code << 4 | static_cast<unsigned>(digit & 15);
            at_++;
        }
        return code;
    }

    static void append(std::string& text, unsigned code)
    {
        const auto byte = [&text](unsigned number) { text += static_cast<char>(static_cast<unsigned char>(number)); };
        if (code < 0x80) {
            byte(code);
        } else if (code < 0x800) {
            byte(0xc0 | code >> 6);
            byte(0x80 | (code & 0x3f));
        } else if (code < 0x10000) {
            byte(0xe0 | code >> 12);
            byte(0x80 | (code >> 6 & 0x3f));
            byte(0x80 | (code & 0x3f));
        } else {
            byte(0xf0 | code >> 18);
            byte(0x80 | (code >> 12 & 0x3f));
            byte(0x80 | (code >> 6 & 0x3f));
            byte(0x80 | (code & 0x3f));
        }
    }

    std::string read_text()
    {
        std::string text;
        take('"');
        for (;;) {
            const std::size_t end = source_.find_first_of("\"\\", at_);
            if (end == std::string_view::npos) {
                fail("the end of a string");
            }
            text.append(source_.substr(at_, end - at_));
            at_ = end + 1;
            if (source_[end] == '"') {
                return text;
            }
            read_escape(text);
        }
    }

    void read_escape(std::string& text)
    {
        const char letter = at_ < source_.size() ? source_[at_++] : '\0';
        const std::size_t plain = std::string_view("\"\\/bfnrt").find(letter);
        if (letter == 'u') {
            unsigned code = read_code();
            if (code >= 0xd800 && code < 0xdc00) {
                take_word("\\u");
                code = 0x10000 + ((code - 0xd800) << 10) + (read_code() & 0x3ff);
            }
            append(text, code);
        } else if (letter != '\0' && plain != std::string_view::npos) {
            text += "\"\\/\b\f\n\r\t"[plain];
        } else {
            fail("an escape");
        }
    }

    std::string_view source_;
    std::size_t at_ = 0;
};

}  // namespace detail

inline ComponentValue ComponentValue::parse(std::string_view json)
{
    return detail::JsonReader(json).read();
}

}  // namespace lanner

#endif
